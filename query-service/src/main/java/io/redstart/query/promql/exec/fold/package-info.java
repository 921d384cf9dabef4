// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The operator of aggregations that the source computes. */
@NullMarked
package io.redstart.query.promql.exec.fold;

import org.jspecify.annotations.NullMarked;
