// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Operators between two operands, and signs. {@link
 * io.redstart.query.promql.exec.binary.SamplePair} combines two samples; the operators find the
 * pairs, by numbers that are given to series and groups once.
 */
@NullMarked
package io.redstart.query.promql.exec.binary;

import org.jspecify.annotations.NullMarked;
