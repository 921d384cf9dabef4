// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Settings: where they come from, how they are read, and the records that more than one service
 * needs.
 *
 * <p>A group of settings is a record whose components carry {@link io.redstart.config.Setting}; the
 * component {@code maxRecvMsgSizeMib} is the key {@code max_recv_msg_size_mib}. {@code
 * docs/configuration.md} is held equal to these annotations by a test.
 */
@NullMarked
package io.redstart.config;

import org.jspecify.annotations.NullMarked;
