// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What each path answers, as functions of the parameters. They know neither HTTP nor threads, and
 * they may block. Start at {@link io.redstart.query.api.endpoint.ApiEndpoint}.
 */
@NullMarked
package io.redstart.query.api.endpoint;

import org.jspecify.annotations.NullMarked;
