// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Errors as clients of Prometheus know them: a type, an HTTP status and a message.
 */
@NullMarked
package io.redstart.query.api.error;

import org.jspecify.annotations.NullMarked;
