// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What crosses the event bus: the messages, their bytes, and who listens at which address.
 *
 * <p>Every message is a {@link io.redstart.wire.Frame}, made by a {@link
 * io.redstart.wire.WireWriter} and read by a {@link io.redstart.wire.WireReader}; each message class
 * documents its bytes. A frame's codec hands the reference over inside a JVM and writes the bytes,
 * after a version, between JVMs.
 *
 * <ul>
 *   <li>Who is there: {@link io.redstart.wire.Announcement}, collected by {@link
 *       io.redstart.bus.StoreDirectory}; who is missing: {@link io.redstart.wire.KnownStores}.
 *   <li>Counting: {@link io.redstart.wire.ChannelRequest} and {@link
 *       io.redstart.wire.ChannelReply}, with the entries of a {@link io.redstart.wire.BatchWriter}.
 *   <li>Reading: {@link io.redstart.wire.SelectRequest} and {@link io.redstart.wire.SelectReply}.
 * </ul>
 *
 * <p>No service's logic lives here, and no state but what a directory knows.
 */
@NullMarked
package io.redstart.wire;

import org.jspecify.annotations.NullMarked;
