// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Operators that read histograms, classic and native. */
@NullMarked
package io.redstart.query.promql.exec.histogram;

import org.jspecify.annotations.NullMarked;
