// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.Announcement;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A store in memory with the receiver's rule and nothing else: it applies a batch of an open
 * channel if its sequence is above the channel's last, and if it knows the numbers that the batch
 * relies on. What it keeps survives {@link #restart}, but for the numbers.
 */
final class FakeStore {
  static final CellLayout LAYOUT = CellLayout.of();

  /** What was counted: a label set and a cell, by which tests tell requests apart. */
  record Counted(Labels labels, int cell) {}

  /** What came: of a batch also how many entries named their label set by a number. */
  record Received(Kind kind, UUID channel, long sequence, int numbered) {}

  private static final class Mark {
    private long last;
    private long touchedMillis;
    private final List<Labels> numbered = new ArrayList<>();
  }

  final Map<Counted, Long> spans = new HashMap<>();
  final List<Received> received = new ArrayList<>();
  private final Map<UUID, Mark> marks = new HashMap<>();
  private final Set<String> addresses = new HashSet<>();
  private final SimulatedTime time;
  private final StoreId id;
  private final int shards;
  private long incarnation = 1;
  int grantBytes = 1 << 20;
  int grantMaxBytes = 1 << 20;
  boolean refusesBatches;
  boolean refusesToOpen;
  boolean ready = true;

  /** Breaks the rule, to see that tests notice. */
  boolean appliesDuplicates;

  /** Breaks the rule that numbers are forgotten on which the sender does not rely. */
  boolean keepsAllNumbers;

  FakeStore(int number, int shards, SimulatedTime time) {
    this.id = new StoreId(number, number);
    this.shards = shards;
    this.time = time;
    listen();
  }

  Announcement announcement() {
    return new Announcement(
        id, incarnation, "store-" + id.low(), shards, 5_000, 0, 0, 0, ready, List.of());
  }

  boolean listensAt(String address) {
    return addresses.contains(address);
  }

  void restart() {
    incarnation++;
    forgetNumbers();
    listen();
  }

  private void listen() {
    addresses.clear();
    for (int shard = 0; shard < shards; shard++) {
      addresses.add(announcement().channelAddress(shard));
    }
  }

  void forgetChannelsIdleFor(long millis) {
    marks.values().removeIf(mark -> mark.touchedMillis < time.getAsLong() - millis);
  }

  void forgetNumbers() {
    marks.values().forEach(mark -> mark.numbered.clear());
  }

  long spansOf(Labels labels, int cell) {
    return spans.getOrDefault(new Counted(labels, cell), 0L);
  }

  int openChannels() {
    return marks.size();
  }

  List<Received> batches() {
    return received.stream().filter(one -> one.kind == Kind.BATCH).toList();
  }

  Frame answer(Frame frame) {
    return reply(frame).toFrame();
  }

  private ChannelReply reply(Frame frame) {
    if (ChannelRequest.kindOf(frame) == Kind.BATCH) {
      return apply(frame);
    }
    ChannelRequest request = ChannelRequest.from(frame);
    received.add(new Received(request.kind(), request.channel(), 0, 0));
    if (request.kind() == Kind.OPEN) {
      if (refusesToOpen) {
        return new ChannelReply(ReplyOutcome.REFUSED, 0, 0, grantMaxBytes, "too many channels");
      }
      marks.computeIfAbsent(request.channel(), channel -> new Mark());
    }
    Mark mark = marks.get(request.channel());
    if (mark == null) {
      return ChannelReply.of(ReplyOutcome.UNKNOWN_CHANNEL, 0, 0);
    }
    mark.touchedMillis = time.getAsLong();
    if (request.kind() == Kind.CLOSE) {
      marks.remove(request.channel());
    }
    return granted(ReplyOutcome.DONE, mark);
  }

  private ChannelReply granted(ReplyOutcome outcome, Mark mark) {
    return new ChannelReply(outcome, mark.last, grantBytes, grantMaxBytes, "");
  }

  private ChannelReply apply(Frame frame) {
    BatchReader batch = new BatchReader(frame, LAYOUT);
    received.add(
        new Received(Kind.BATCH, batch.channel(), batch.sequence(), numberedEntries(frame)));
    Mark mark = marks.get(batch.channel());
    if (mark == null) {
      return ChannelReply.of(ReplyOutcome.UNKNOWN_CHANNEL, 0, 0);
    }
    mark.touchedMillis = time.getAsLong();
    if (batch.sequence() <= mark.last && !appliesDuplicates) {
      return granted(ReplyOutcome.DUPLICATE, mark);
    }
    if (refusesBatches) {
      return new ChannelReply(
          ReplyOutcome.REFUSED, mark.last, grantBytes, grantMaxBytes, "no space left");
    }
    batch.check();
    if (batch.known() > mark.numbered.size()) {
      return granted(ReplyOutcome.UNKNOWN_NUMBERS, mark);
    }
    if (!keepsAllNumbers) {
      mark.numbered.subList(batch.known(), mark.numbered.size()).clear();
    }
    while (batch.next()) {
      count(batch, mark.numbered);
    }
    mark.last = Math.max(mark.last, batch.sequence());
    return granted(ReplyOutcome.DONE, mark);
  }

  private static int numberedEntries(Frame frame) {
    BatchReader batch = new BatchReader(frame, LAYOUT);
    int numbered = 0;
    while (batch.next()) {
      numbered += batch.isNumbered() ? 1 : 0;
    }
    return numbered;
  }

  private void count(BatchReader batch, List<Labels> numbered) {
    Increment increment = new Increment();
    batch.valueInto(increment);
    Labels labels = labels(batch, numbered);
    for (int i = 0; i < increment.cellCount(); i++) {
      spans.merge(
          new Counted(labels, increment.cell(i)), increment.count(i) / Weight.ONE, Long::sum);
    }
  }

  private static Labels labels(BatchReader batch, List<Labels> numbered) {
    if (batch.isNumbered()) {
      return numbered.get(batch.number());
    }
    Labels labels = LabelSets.decode(batch.array(), batch.labelsOffset(), batch.labelsLength());
    if (numbered.size() < BatchWriter.NUMBERS_MAX) {
      numbered.add(labels);
    }
    return labels;
  }
}
