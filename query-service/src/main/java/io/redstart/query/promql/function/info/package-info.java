// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code info}: adds the labels of info series to other series. Start at {@link
 * io.redstart.query.promql.function.info.InfoOperator}.
 */
@NullMarked
package io.redstart.query.promql.function.info;

import org.jspecify.annotations.NullMarked;
