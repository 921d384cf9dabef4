// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Passes accepted requests on, unchanged, to a Collector or Jaeger. {@code Forwarding} is the door:
 *
 * <pre>
 *   event loops    offer: copy the request; once it is acknowledged, hand it over
 *   QueueThread    append to and take from the queue on disk ({@code queue})
 *   Deliveries     one event loop: send, judge the answer, wait, send again
 *   workers        compress, make durable
 * </pre>
 *
 * <p>Forwarding never delays a request or changes its answer. Each hand-over has a limit; requests
 * beyond it are dropped and counted ({@link io.redstart.ingest.forward.queue.Loss}).
 */
@NullMarked
package io.redstart.ingest.forward;

import org.jspecify.annotations.NullMarked;
