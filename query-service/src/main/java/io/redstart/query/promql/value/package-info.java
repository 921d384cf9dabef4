// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The values of PromQL: what plans are computed in, below everything that computes. */
@NullMarked
package io.redstart.query.promql.value;

import org.jspecify.annotations.NullMarked;
