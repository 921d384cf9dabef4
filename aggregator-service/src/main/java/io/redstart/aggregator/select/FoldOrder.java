// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.fold.FoldGrid;
import io.redstart.limit.Cancellation;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The label sets of one fold in the order of parts: those that travel as rows, then group by group in
 * the order of their bytes ({@link io.redstart.wire.FoldReply}), and within a group by the time of
 * their first sample. Later pages go on where one ended.
 */
final class FoldOrder {
  private static final byte[] NO_BYTES = {};
  private static final int MEMBER_BYTES = 40;
  private static final int GROUP_BYTES = 100;

  /** The label sets of one group with their first sample at one time. */
  static final class Part {
    private final byte[] group;
    private final long zeroMillis;
    private final boolean isRows;
    /** The place of the group among all; rows come first. */
    private int number;

    private Part(byte[] group, long zeroMillis, boolean isRows) {
      this.group = group;
      this.zeroMillis = zeroMillis;
      this.isRows = isRows;
    }

    /** Returns the bytes of the group's labels. */
    byte[] group() {
      return group;
    }

    /** Returns the time of the first sample. */
    long zeroMillis() {
      return zeroMillis;
    }

    /** Returns whether these label sets travel as rows. */
    boolean isRows() {
      return isRows;
    }
  }

  private record Member(int id, Part part) {}

  private final List<Member> members;
  private final long sizeBytes;

  private FoldOrder(List<Member> members, long sizeBytes) {
    this.members = members;
    this.sizeBytes = sizeBytes;
  }

  /** Sorts the label sets that were found. */
  static FoldOrder of(
      LabelSetFinder.Found found,
      LabelSetView view,
      FoldRequest request,
      FoldGrid grid,
      boolean allAsRows,
      Cancellation cancellation) {
    return new Builder(view, request, grid, allAsRows).sort(found, cancellation);
  }

  int size() {
    return members.size();
  }

  int id(int index) {
    return members.get(index).id;
  }

  Part part(int index) {
    return members.get(index).part;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  private static final class Builder {
    private final LabelSetView view;
    private final FoldRequest request;
    private final FoldGrid grid;
    private final boolean allAsRows;
    private final Set<ByteBuffer> names = new HashSet<>();
    private final Map<ByteBuffer, Map<Long, Part>> groups = new HashMap<>();
    private final Part rows = new Part(NO_BYTES, 0, true);
    private final WireWriter key = new WireWriter();
    private long groupsBytes;

    Builder(LabelSetView view, FoldRequest request, FoldGrid grid, boolean allAsRows) {
      this.view = view;
      this.request = request;
      this.grid = grid;
      this.allAsRows = allAsRows;
      for (String name : request.groups().labels()) {
        names.add(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
      }
    }

    FoldOrder sort(LabelSetFinder.Found found, Cancellation cancellation) {
      List<LabelSetRecord> records = new ArrayList<>();
      while (found.hasNext()) {
        cancellation.check();
        long id = found.nextOrdinal();
        int at = view.positionOf(id);
        if (at < view.size() && view.record(at).id() == id && isWanted(view.record(at))) {
          records.add(view.record(at));
        }
      }
      Set<ByteBuffer> twins = twins(records);
      List<Member> members = new ArrayList<>(records.size());
      for (LabelSetRecord record : records) {
        cancellation.check();
        boolean isTwin = !twins.isEmpty() && twins.contains(ByteBuffer.wrap(record.labels()));
        members.add(
            new Member(record.id(), isTwin || isWantedAsRows(record) ? rows : part(record)));
      }
      numberGroups();
      members.sort(Comparator.comparingInt((Member one) -> one.part.number)
          .thenComparingLong(one -> one.part.zeroMillis)
          .thenComparingInt(one -> one.id));
      return new FoldOrder(members, groupsBytes + (long) MEMBER_BYTES * members.size());
    }

    private void numberGroups() {
      List<Map<Long, Part>> sorted = new ArrayList<>(groups.values());
      sorted.sort((left, right) -> Arrays.compareUnsigned(bytes(left), bytes(right)));
      for (int i = 0; i < sorted.size(); i++) {
        for (Part part : sorted.get(i).values()) {
          part.number = i + 1;
        }
      }
    }

    private static byte[] bytes(Map<Long, Part> group) {
      return group.values().iterator().next().group;
    }

    private boolean isWanted(LabelSetRecord record) {
      return record.birthMillis() <= request.rows().throughMillis()
          && record.birthMillis() <= request.steps().throughMillis()
          && request.rows().metrics().contains(record.metric())
          && request.rows().share().includes(record.slot());
    }

    /** Returns the labels that were counted under several of the metrics: one series each. */
    private Set<ByteBuffer> twins(List<LabelSetRecord> records) {
      Set<ByteBuffer> twins = new HashSet<>();
      boolean isMixed = records.stream().map(LabelSetRecord::metric).distinct().count() > 1;
      if (isMixed) {
        Set<ByteBuffer> seen = new HashSet<>();
        for (LabelSetRecord record : records) {
          ByteBuffer labels = ByteBuffer.wrap(record.labels());
          if (!seen.add(labels)) {
            twins.add(labels);
          }
        }
      }
      return twins;
    }

    private boolean isWantedAsRows(LabelSetRecord record) {
      return allAsRows || request.rowSlots().get(record.slot());
    }

    private Part part(LabelSetRecord record) {
      long zeroMillis = record.birthMillis() - grid.windowMillis();
      long layer = grid.isYoung(zeroMillis) ? zeroMillis : 0;
      writeKey(record.labels());
      ByteBuffer group = ByteBuffer.wrap(key.array(), 0, key.size());
      Map<Long, Part> parts = groups.get(group);
      if (parts == null) {
        parts = new HashMap<>();
        groups.put(ByteBuffer.wrap(key.toByteArray()), parts);
        groupsBytes += GROUP_BYTES + key.size();
      }
      Part part = parts.get(layer);
      if (part == null) {
        part = new Part(key.toByteArray(), layer, false);
        parts.put(layer, part);
        groupsBytes += GROUP_BYTES + key.size();
      }
      return part;
    }

    private void writeKey(byte[] labels) {
      key.clear();
      WireReader in = new WireReader(labels, 0, labels.length);
      while (in.hasMore()) {
        int start = in.position();
        int nameLength = in.readLength();
        boolean isNamed = names.contains(ByteBuffer.wrap(labels, in.position(), nameLength));
        in.skip(nameLength);
        int valueLength = in.readLength();
        in.skip(valueLength);
        if (isNamed != request.groups().without()) {
          key.writeRaw(labels, start, in.position() - start);
        }
      }
    }
  }
}
