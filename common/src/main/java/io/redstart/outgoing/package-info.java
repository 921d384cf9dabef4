// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Connections to receivers: {@link io.redstart.outgoing.OutgoingClient} sends requests, with the
 * headers and the encryption of their settings, and {@link io.redstart.outgoing.SendResult} says
 * what became of one. {@link io.redstart.outgoing.OtlpWire} is OTLP, over gRPC or HTTP; {@link
 * io.redstart.outgoing.Backoff} waits between attempts. The callers decide what is sent, and what
 * happens to requests that fail.
 */
@NullMarked
package io.redstart.outgoing;

import org.jspecify.annotations.NullMarked;
