// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** What one query may use: time, samples and memory, and the error that tells of too much. */
@NullMarked
package io.redstart.query.promql.limit;

import org.jspecify.annotations.NullMarked;
