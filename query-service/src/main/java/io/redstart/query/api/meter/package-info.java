// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The metrics of the API.
 */
@NullMarked
package io.redstart.query.api.meter;

import org.jspecify.annotations.NullMarked;
