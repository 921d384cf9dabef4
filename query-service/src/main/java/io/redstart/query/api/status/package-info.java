// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Facts about the server itself, and empty answers for the parts of Prometheus that it lacks:
 * targets, rules and alerts. Answered without waiting for queries. Start at {@link
 * io.redstart.query.api.status.StatusEndpoints}.
 */
@NullMarked
package io.redstart.query.api.status;

import org.jspecify.annotations.NullMarked;
