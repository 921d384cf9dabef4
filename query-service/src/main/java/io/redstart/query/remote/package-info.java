// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Series in the messages that Prometheus exchanges with other servers (prompb/types.proto): labels,
 * samples and native histograms, written field by field, and the snappy blocks that messages travel
 * in. Start at {@link io.redstart.query.remote.TimeSeriesMessage}. Requests are in {@link
 * io.redstart.query.remote.read}, chunks of samples in {@link io.redstart.query.remote.chunk}.
 */
@NullMarked
package io.redstart.query.remote;

import org.jspecify.annotations.NullMarked;
