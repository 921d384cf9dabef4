// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the server says of itself, and the parts of Prometheus that it lacks: no targets, no rules,
 * no alerts. Answered without waiting for queries. Start at {@link
 * io.redstart.query.api.status.StatusEndpoints}.
 */
@NullMarked
package io.redstart.query.api.status;

import org.jspecify.annotations.NullMarked;
