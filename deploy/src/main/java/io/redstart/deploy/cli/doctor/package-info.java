// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The command {@code redstart doctor}: why is the Monitor tab empty? */
@NullMarked
package io.redstart.deploy.cli.doctor;

import org.jspecify.annotations.NullMarked;
