// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * OTLP metrics, as the Collector's span metrics connector sends them. {@link
 * io.redstart.query.push.otlp.OtlpPush} is the protocol over gRPC or HTTP; {@link
 * io.redstart.query.push.otlp.OtlpBatch} turns label sets into data points.
 */
@NullMarked
package io.redstart.query.push.otlp;

import org.jspecify.annotations.NullMarked;
