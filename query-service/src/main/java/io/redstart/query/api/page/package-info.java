// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A page for people: the services with their calls, errors and p95.
 */
@NullMarked
package io.redstart.query.api.page;

import org.jspecify.annotations.NullMarked;
