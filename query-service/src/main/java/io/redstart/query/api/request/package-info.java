// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Requests in: reads forms and parameters, within limits of time and memory. Start at {@link
 * io.redstart.query.api.request.Parameters}.
 */
@NullMarked
package io.redstart.query.api.request;

import org.jspecify.annotations.NullMarked;
