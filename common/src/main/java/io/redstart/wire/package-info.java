// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The messages on the event bus: their bytes and their addresses.
 *
 * <p>Every message is a {@link io.redstart.wire.Frame}, written by a {@link
 * io.redstart.wire.WireWriter} and read by a {@link io.redstart.wire.WireReader}; each message
 * class documents its bytes. {@link io.redstart.wire.Protocol} explains how members of different
 * versions understand each other. Inside a JVM the frame's codec passes the reference; between JVMs
 * it writes the bytes with a short head.
 *
 * <ul>
 *   <li>Live stores: {@link io.redstart.wire.Announcement}, collected by {@link
 *       io.redstart.bus.StoreDirectory}. Missing stores: {@link io.redstart.wire.KnownStores}.
 *   <li>Counting: {@link io.redstart.wire.ChannelRequest} and {@link
 *       io.redstart.wire.ChannelReply}, with the entries of a {@link io.redstart.wire.BatchWriter}.
 *   <li>Reading: {@link io.redstart.wire.SelectRequest} and {@link io.redstart.wire.SelectReply}.
 * </ul>
 *
 * <p>Contains no service logic, and no state except the list of known stores.
 */
@NullMarked
package io.redstart.wire;

import org.jspecify.annotations.NullMarked;
