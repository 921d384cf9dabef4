// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Operators that call functions: the frames in which kernels run. */
@NullMarked
package io.redstart.query.promql.exec.call;

import org.jspecify.annotations.NullMarked;
