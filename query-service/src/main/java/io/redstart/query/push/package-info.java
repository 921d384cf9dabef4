// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Pushes the metrics of spans to a receiver. {@link io.redstart.query.push.Pusher} sends what
 * was counted up to one stamp after another, and keeps the last one in a {@link
 * io.redstart.query.push.PositionFile}; {@link io.redstart.query.push.StampReader} reads
 * one stamp in batches. How a batch is written and sent is up to a {@link
 * io.redstart.query.push.PushProtocol}, in the packages below. Reading is a query like those of the API, in its pool.
 */
@NullMarked
package io.redstart.query.push;

import org.jspecify.annotations.NullMarked;
