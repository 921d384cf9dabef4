// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Settings: where they come from, how they are read, and the records that several services share.
 *
 * <p>A group of settings is a record whose components carry {@link io.redstart.config.Setting}; the
 * component {@code maxRecvMsgSizeMib} is the key {@code max_recv_msg_size_mib}. A test keeps {@code
 * docs/configuration.md} equal to these annotations.
 *
 * <p>The package has more classes than others because reading settings is one machine: sources, YAML,
 * binding, spelling hints and the tables of the documents share package-private types.
 */
@NullMarked
package io.redstart.config;

import org.jspecify.annotations.NullMarked;
