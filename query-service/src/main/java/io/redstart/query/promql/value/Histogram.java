// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

/** A histogram; a colleague's class replaces this. */
public final class Histogram {}
