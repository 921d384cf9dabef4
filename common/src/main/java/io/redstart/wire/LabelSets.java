// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.model.Labels;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Encodes and decodes label sets. Ingest and aggregators identify a label set by its bytes, and its
 * hash determines its slot.
 *
 * <pre>
 *   for each label, in the byte order of the names:
 *     varint length, name in UTF-8, varint length, value in UTF-8
 * </pre>
 *
 * <p>A label with an empty value is left out, so equal label sets have equal bytes.
 */
public final class LabelSets {
  /** The number of slots, each a share of all label sets by their hash (docs/rules.md, P1). */
  public static final int SLOTS = 16_384;

  private LabelSets() {}

  /** Returns the bytes of labels. */
  public static byte[] encode(Labels labels) {
    WireWriter out = new WireWriter();
    labels.forEach((name, value) -> out.writeString(name).writeString(value));
    return out.toByteArray();
  }

  /**
   * Reads labels from their bytes.
   *
   * @throws MalformedFrameException if they are malformed, or a name occurs twice
   */
  public static Labels decode(byte[] bytes, int offset, int length) {
    return decode(bytes, offset, length, UnaryOperator.identity());
  }

  /**
   * Reads labels from their bytes, and passes names and values through a function, which can return
   * one instance for equal strings.
   *
   * @throws MalformedFrameException if they are malformed, or a name occurs twice
   */
  public static Labels decode(byte[] bytes, int offset, int length, UnaryOperator<String> strings) {
    WireReader in = new WireReader(bytes, offset, length);
    Labels.Builder labels = new Labels.Builder();
    while (in.hasMore()) {
      labels.add(strings.apply(in.readString()), strings.apply(in.readString()));
    }
    try {
      return labels.build();
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage() + ", byte " + offset);
    }
  }

  /**
   * Checks a label set's bytes without creating objects.
   *
   * @throws MalformedFrameException if they are malformed, names do not ascend, or a value is empty
   */
  public static void check(byte[] bytes, int offset, int length) {
    WireReader in = new WireReader(bytes, offset, length);
    int previous = offset;
    int previousLength = -1;
    while (in.hasMore()) {
      int nameLength = in.readLength();
      int name = in.position();
      in.skip(nameLength);
      if (previousLength >= 0
          && Arrays.compareUnsigned(
                  bytes, previous, previous + previousLength, bytes, name, name + nameLength)
              >= 0) {
        throw new MalformedFrameException("label names do not ascend at byte " + name);
      }
      int valueLength = in.readLength();
      if (valueLength == 0) {
        throw new MalformedFrameException("label without a value at byte " + in.position());
      }
      in.skip(valueLength);
      previous = name;
      previousLength = nameLength;
    }
  }

  /** Returns the 64-bit hash of a label set's bytes (XXH3). */
  public static long hash(byte[] bytes, int offset, int length) {
    return Hashing.xxh3_64().hashBytesToLong(bytes, offset, length);
  }

  /** Returns the slot of a label set from its hash: 0 … {@value #SLOTS} − 1. */
  public static int slot(long hash) {
    return (int) (hash >>> 50);
  }
}
