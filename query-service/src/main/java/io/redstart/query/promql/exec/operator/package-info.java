// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** What all operators share: they compute plan nodes step by step. */
@NullMarked
package io.redstart.query.promql.exec.operator;

import org.jspecify.annotations.NullMarked;
