// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One incarnation of a store, with a channel to each of its shards. It is silent while any shard
 * does not answer, because whatever stops one verticle of a process (a full disk, a pause, a cut
 * link) usually stops them all.
 */
final class LiveStore {
  private final Announcement announcement;
  private final List<Channel> channels;
  private int silentChannels;

  /** Makes the store, and a channel for each shard's address. */
  LiveStore(Announcement announcement, ChannelFactory factory) {
    this.announcement = announcement;
    this.channels = IntStream.range(0, announcement.shards())
        .mapToObj(shard -> factory.open(this, announcement.channelAddress(shard)))
        .toList();
  }

  StoreId id() {
    return announcement.store();
  }

  String name() {
    return announcement.name();
  }

  /** Returns whether an announcement is of the same incarnation, with the same number of shards. */
  boolean isSameAs(Announcement other) {
    return announcement.store().equals(other.store())
        && announcement.incarnation() == other.incarnation()
        && announcement.shards() == other.shards();
  }

  List<Channel> channels() {
    return channels;
  }

  Channel channelOf(int slot) {
    return channels.get(slot % channels.size());
  }

  boolean isSilent() {
    return silentChannels > 0;
  }

  void channelFellSilent() {
    silentChannels++;
  }

  void channelAnswered() {
    silentChannels--;
  }
}
