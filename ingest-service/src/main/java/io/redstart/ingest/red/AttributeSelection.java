// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.ingest.otlp.AttributeValues;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of some attributes, found in one pass over those of a resource, a span or an event: of
 * given keys, by their position in a list, and of keys that fit globs, as they come. Of a key that
 * stands twice the first counts, as in the Collector's maps.
 */
final class AttributeSelection {
  /** How many attributes of one resource, span or event can fit globs; more are left out. */
  static final int GLOB_VALUES_MAX = 64;

  /** Longer values are told apart by a hash: they end as labels that are cut off anyway. */
  static final int VALUE_MAX_BYTES = 4 * LabelText.MAX_BYTES;

  private final AttributeValues named;
  private final int size;
  private final @Nullable GlobKeys globs;
  private final List<ByteSlice> globValues = new ArrayList<>();
  private final List<GlobKeys.Label> globLabels = new ArrayList<>();
  private final Hasher64 hasher;
  private final ByteSlice key = new ByteSlice();
  private final ByteSlice value = new ByteSlice();
  private int globCount;
  private int leftOut;

  /**
   * Makes an empty selection.
   *
   * @param globs decides about all other keys; without it they are passed over
   * @param seed of hashes, unknown to senders
   */
  AttributeSelection(List<String> keys, @Nullable GlobKeys globs, long seed) {
    this.named = new AttributeValues(keys);
    this.size = keys.size();
    this.globs = globs;
    this.hasher = Hashing.xxh3_64(seed);
  }

  /** Points the values into attributes. */
  void select(OtlpAttributes attributes) throws MalformedOtlpException {
    named.select(attributes);
    if (globs != null) {
      globCount = 0;
      leftOut = 0;
      for (int i = 0; i < attributes.size(); i++) {
        attributes.read(i, key, value);
        selectByGlob(globs.labelOf(key));
      }
    }
  }

  private void selectByGlob(GlobKeys.Label label) {
    if (label.isNone()) {
      return;
    }
    if (globCount == GLOB_VALUES_MAX) {
      leftOut++;
      return;
    }
    if (globCount == globValues.size()) {
      globValues.add(new ByteSlice());
      globLabels.add(label);
    }
    globValues.get(globCount).set(value);
    globLabels.set(globCount, label);
    globCount++;
  }

  /** Returns the value of the key at a position in the list: an {@code AnyValue}, or nothing. */
  ByteSlice value(int index) {
    return named.value(index);
  }

  /** Returns how many attributes fit globs. */
  int globCount() {
    return globCount;
  }

  /** Returns what an attribute that fits a glob becomes. */
  GlobKeys.Label globLabel(int index) {
    return globLabels.get(index);
  }

  /** Returns the value of an attribute that fits a glob. */
  ByteSlice globValue(int index) {
    return globValues.get(index);
  }

  /** Returns how many attributes fit globs and were left out. */
  int leftOut() {
    return leftOut;
  }

  /** Returns about how many bytes labels are made of: values, and keys that fit globs. */
  long sizeBytes() {
    long sizeBytes = 0;
    for (int i = 0; i < size; i++) {
      sizeBytes += Math.min(named.value(i).length(), VALUE_MAX_BYTES);
    }
    for (int i = 0; i < globCount; i++) {
      sizeBytes += globLabels.get(i).name().length();
      sizeBytes += Math.min(globValues.get(i).length(), VALUE_MAX_BYTES);
    }
    return sizeBytes;
  }

  /**
   * Writes what tells one selection from another, whatever is written behind it: for each key 0, or
   * 1 + the length and the bytes; then, where there are globs, how many attributes fit them, and for
   * each the hash of its key, 1 + the length and the bytes.
   */
  void writeTo(WireWriter out) {
    for (int i = 0; i < size; i++) {
      ByteSlice slice = named.value(i);
      if (slice.isPresent()) {
        writeValue(slice, out);
      } else {
        out.writeVarint(0);
      }
    }
    if (globs != null) {
      out.writeVarint(globCount);
    }
    for (int i = 0; i < globCount; i++) {
      out.writeFixed64(globLabels.get(i).hash());
      writeValue(globValues.get(i), out);
    }
  }

  /** Writes 1 + the length, and the bytes or, of many, their hash. */
  void writeValue(ByteSlice slice, WireWriter out) {
    out.writeVarint(slice.length() + 1L);
    if (slice.length() <= VALUE_MAX_BYTES) {
      out.writeRaw(slice.bytes(), slice.offset(), slice.length());
    } else {
      out.writeFixed64(hasher.hashBytesToLong(slice.bytes(), slice.offset(), slice.length()));
    }
  }
}
