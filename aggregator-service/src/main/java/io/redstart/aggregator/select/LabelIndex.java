// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.limit.Cancellation;
import io.redstart.wire.LabelSets;
import io.redstart.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Maps label values to label sets: label name → value → ids of label sets, in RoaringBitmaps
 * (docs/rules.md, R4).
 *
 * <pre>
 *   service_name   checkout → {0, 2, 5}   payment → {1, 3, 4}
 *   span_name      pay      → {1}         …
 * </pre>
 *
 * <p>The ids of each group of neighbouring slots are in a bitmap, too: a scrape reads all label sets,
 * one range of slots after the other.
 *
 * <p>An id is the ordinal of a label set minus the ordinal of the oldest indexed one. Label sets
 * that the table forgot stay in the index until {@link #isStale} says that a new index would be
 * better.
 *
 * <p>Readers update it themselves, so counting never pays for it. Used by one thread at a time.
 */
final class LabelIndex {
  /** The approximate size of a value without its text: an entry, a string, the postings. */
  private static final int VALUE_BYTES = 136;
  /**
   * A new index replaces this one when it has more forgotten label sets than living ones plus this.
   */
  private static final int STALE_MAX = 1024;

  private static final int LABELS_BETWEEN_CHECKS = 64;
  private static final int GROUP_SLOTS = 256;

  /** The values of one label, and the label sets that have the label. */
  private static final class Values {
    final Map<String, Postings> postings = new HashMap<>();
    final RoaringBitmap present = new RoaringBitmap();
    /** The values in no particular order, cached by {@link LabelIndex#values}. */
    String[] list = {};
  }

  private final long firstOrdinal;
  private final Map<String, Values> labels = new HashMap<>();
  private final RoaringBitmap[] slotGroups = new RoaringBitmap[LabelSets.SLOTS / GROUP_SLOTS];
  /** By position in a label set: names repeat from one label set to the next. */
  private byte[][] nameBytes = new byte[16][];

  private @Nullable String[] names = new String[16];
  private int size;
  private long nextOrdinal;
  private long valuesBytes;

  /** Creates an empty index for label sets from an ordinal on. */
  LabelIndex(long firstOrdinal) {
    this.firstOrdinal = firstOrdinal;
    this.nextOrdinal = firstOrdinal;
    Arrays.setAll(slotGroups, group -> new RoaringBitmap());
  }

  /** Returns the ordinal of the next label set that is not indexed yet. */
  long nextOrdinal() {
    return nextOrdinal;
  }

  /** Returns the id of a label set. */
  int idOf(long ordinal) {
    return Math.toIntExact(ordinal - firstOrdinal);
  }

  /** Returns the ordinal of an id. */
  long ordinalOf(int id) {
    return firstOrdinal + id;
  }

  /** Returns whether enough indexed label sets are gone that a new index would be smaller. */
  boolean isStale(LabelSetView view) {
    int added = view.size() - view.positionOf(nextOrdinal);
    int alive = view.size() - added;
    return size > 2L * alive + STALE_MAX || nextOrdinal - firstOrdinal > Integer.MAX_VALUE / 2;
  }

  /** Adds the label sets that are not indexed yet. */
  void catchUp(LabelSetView view, Cancellation cancellation) {
    for (int at = view.positionOf(nextOrdinal); at < view.size(); at++) {
      if (at % LABELS_BETWEEN_CHECKS == 0) {
        cancellation.check();
      }
      LabelSetRecord record = view.record(at);
      int id = idOf(record.id());
      add(record.labels(), id);
      slotGroups[record.slot() / GROUP_SLOTS].add(id);
      nextOrdinal = record.id() + 1L;
      size++;
    }
  }

  private void add(byte[] bytes, int id) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    for (int label = 0; in.hasMore(); label++) {
      int nameLength = in.readLength();
      String name = name(label, bytes, in.position(), nameLength);
      in.skip(nameLength);
      int valueLength = in.readLength();
      String value = new String(bytes, in.position(), valueLength, StandardCharsets.UTF_8);
      in.skip(valueLength);
      Values values = labels.computeIfAbsent(name, first -> new Values());
      values.present.add(id);
      Postings postings = values.postings.get(value);
      if (postings == null) {
        values.postings.put(value, new Postings(id));
        valuesBytes += VALUE_BYTES + value.length();
      } else {
        postings.add(id);
      }
    }
  }

  private String name(int label, byte[] bytes, int offset, int length) {
    if (label == names.length) {
      names = Arrays.copyOf(names, 2 * label);
      nameBytes = Arrays.copyOf(nameBytes, 2 * label);
    }
    String known = names[label];
    if (known != null
        && Arrays.equals(
            nameBytes[label], 0, nameBytes[label].length, bytes, offset, offset + length)) {
      return known;
    }
    nameBytes[label] = Arrays.copyOfRange(bytes, offset, offset + length);
    String name = new String(nameBytes[label], StandardCharsets.UTF_8);
    names[label] = name;
    return name;
  }

  /** Returns all ids below {@code id}. */
  static RoaringBitmap allBelow(int id) {
    return RoaringBitmap.bitmapOfRange(0, id);
  }

  /** Returns the ids of the label sets in a range of slots, with some of neighbouring slots. */
  RoaringBitmap inSlots(int firstSlot, int lastSlot) {
    RoaringBitmap ids = new RoaringBitmap();
    for (int group = firstSlot / GROUP_SLOTS; group <= lastSlot / GROUP_SLOTS; group++) {
      ids.or(slotGroups[group]);
    }
    return ids;
  }

  /** Returns the ids of the label sets that have a label; callers must not change the bitmap. */
  RoaringBitmap present(String name) {
    Values values = labels.get(name);
    return values == null ? new RoaringBitmap() : values.present;
  }

  /** Adds the ids of the label sets that have one of the given values of a label. */
  void addPostings(
      String name, Iterable<String> values, RoaringBitmap target, Cancellation cancellation) {
    Values known = labels.get(name);
    if (known == null) {
      return;
    }
    for (String value : values) {
      cancellation.check();
      Postings postings = known.postings.get(value);
      if (postings != null) {
        postings.addTo(target);
      }
    }
  }

  /** Returns how many values a label has. */
  int valueCount(String name) {
    Values values = labels.get(name);
    return values == null ? 0 : values.postings.size();
  }

  /** Returns the values of a label, in no particular order; callers must not change the array. */
  String[] values(String name) {
    Values values = labels.get(name);
    if (values == null) {
      return new String[0];
    }
    if (values.list.length != values.postings.size()) {
      values.list = values.postings.keySet().toArray(String[]::new);
    }
    return values.list;
  }

  /** Returns the approximate heap size in bytes. */
  long sizeBytes() {
    // For each of its labels, a label set is in two bitmaps, at two bytes each, and in one for its
    // slot. LabelIndexSize in the tests measures a real index.
    return valuesBytes + 2L * size * (2 * labels.size() + 1);
  }
}
