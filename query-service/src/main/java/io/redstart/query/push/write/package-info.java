// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Prometheus remote write 1.0 and 2.0. {@link io.redstart.query.push.write.RemoteWrite} is the
 * protocol; {@link io.redstart.query.push.write.SeriesBatch} turns label sets into series, which
 * {@link io.redstart.query.push.write.WriteRequest} writes in either version.
 */
@NullMarked
package io.redstart.query.push.write;

import org.jspecify.annotations.NullMarked;
