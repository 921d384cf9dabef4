// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

/**
 * The limits of a request's body.
 *
 * @param maxBytes its largest size, as sent and inflated; 1 … 2³⁰
 * @param receiveTimeoutMillis the longest time it may take to arrive
 */
public record BodyLimits(int maxBytes, long receiveTimeoutMillis) {}
