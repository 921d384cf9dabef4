// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** {@code redstart cluster}: shows the members of a cluster, drains one, forgets one. */
@NullMarked
package io.redstart.deploy.cli.cluster;

import org.jspecify.annotations.NullMarked;
