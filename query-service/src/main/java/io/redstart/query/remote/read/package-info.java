// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Remote read: what a Prometheus asks for (prompb/remote.proto), and the two forms of answers. Start
 * at {@link io.redstart.query.remote.read.ReadRequest}.
 */
@NullMarked
package io.redstart.query.remote.read;

import org.jspecify.annotations.NullMarked;
