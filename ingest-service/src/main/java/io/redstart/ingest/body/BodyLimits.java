// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

/**
 * What a request's body may be.
 *
 * @param maxBytes the largest, as sent and inflated; 1 … 2³⁰
 * @param receiveTimeoutMillis how long it may take to arrive
 */
public record BodyLimits(int maxBytes, long receiveTimeoutMillis) {}
