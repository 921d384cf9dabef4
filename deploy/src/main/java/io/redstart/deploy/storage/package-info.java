// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The commands {@code redstart store …}, over the tools of the aggregator. */
@NullMarked
package io.redstart.deploy.storage;

import org.jspecify.annotations.NullMarked;
