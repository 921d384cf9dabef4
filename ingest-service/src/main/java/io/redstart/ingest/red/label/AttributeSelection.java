// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

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
 * Finds the values of attributes in one pass over a resource, a span or an event. Attributes with
 * given keys are found by their position in a list; those whose keys match globs, in order of
 * appearance. If a key occurs twice, the first value counts, as in the Collector's maps.
 */
public final class AttributeSelection {
  /**
   * The maximum number of attributes of one resource, span or event that match globs; the rest are
   * left out.
   */
  public static final int GLOB_VALUES_MAX = 64;

  /** Longer values are compared by their hash, because their labels are cut off anyway. */
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
   * @param globs decides about all other keys; without it they are skipped
   * @param seed of hashes, unknown to senders
   */
  public AttributeSelection(List<String> keys, @Nullable GlobKeys globs, long seed) {
    this.named = new AttributeValues(keys);
    this.size = keys.size();
    this.globs = globs;
    this.hasher = Hashing.xxh3_64(seed);
  }

  /** Points the values into the given attributes. */
  public void select(OtlpAttributes attributes) throws MalformedOtlpException {
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

  /**
   * Returns the value of the key at a position in the list: an {@code AnyValue}, or an absent
   * slice.
   */
  ByteSlice value(int index) {
    return named.value(index);
  }

  /** Returns how many attributes match globs. */
  int globCount() {
    return globCount;
  }

  /** Returns the label of an attribute that matches a glob. */
  GlobKeys.Label globLabel(int index) {
    return globLabels.get(index);
  }

  /** Returns the value of an attribute that matches a glob. */
  ByteSlice globValue(int index) {
    return globValues.get(index);
  }

  /** Returns how many attributes match globs but were left out. */
  int leftOut() {
    return leftOut;
  }

  /**
   * Returns the approximate size of the labels in bytes: values, and names that come from globs.
   */
  public long sizeBytes() {
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
   * Writes the selection in a form that differs from any other selection's, even when more bytes
   * follow. For each key: 0, or 1 + the length, and the bytes. Then, if there are globs, the number
   * of matching attributes, and for each the hash of its key, 1 + the length, and the bytes.
   */
  public void writeTo(WireWriter out) {
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

  /** Writes 1 + the length, then the bytes or, if the value is too long, their hash. */
  public void writeValue(ByteSlice slice, WireWriter out) {
    out.writeVarint(slice.length() + 1L);
    if (slice.length() <= VALUE_MAX_BYTES) {
      out.writeRaw(slice.bytes(), slice.offset(), slice.length());
    } else {
      out.writeFixed64(hasher.hashBytesToLong(slice.bytes(), slice.offset(), slice.length()));
    }
  }
}
