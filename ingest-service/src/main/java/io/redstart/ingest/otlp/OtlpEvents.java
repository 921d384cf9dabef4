// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;

import java.util.Arrays;

/**
 * The events of a span: a flyweight that keeps the position of each event and reads it on demand,
 * so that unread events cost next to nothing.
 */
public final class OtlpEvents {
  // trace/v1/trace.proto, message Span.Event
  private static final int ATTRIBUTES = 3 << 3 | LENGTH_DELIMITED;
  private static final long KNOWN = 1 << 3;

  private static final byte[] NO_BYTES = {};

  private static final int FIRST = 4;

  /** Larger arrays are released, as in {@link OtlpAttributes}. */
  private static final int KEPT_MAX = 1024;

  private final ProtoReader reader = new ProtoReader();
  private final OtlpAttributes attributes = new OtlpAttributes();
  private byte[] bytes = NO_BYTES;
  private int origin;
  private int size;
  private int[] offsets = new int[FIRST];
  private int[] lengths = new int[FIRST];

  OtlpEvents() {}

  void clear(byte[] bytes, int origin) {
    this.bytes = bytes;
    this.origin = origin;
    this.size = 0;
    if (offsets.length > KEPT_MAX) {
      offsets = new int[FIRST];
      lengths = new int[FIRST];
    }
  }

  void add(int offset, int length) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    offsets[size] = offset;
    lengths[size] = length;
    size++;
  }

  /** Returns the number of events. */
  public int size() {
    return size;
  }

  /**
   * Returns the attributes of an event, valid until the next call.
   *
   * @throws MalformedOtlpException if it is not an {@code Event}
   */
  public OtlpAttributes attributes(int index) throws MalformedOtlpException {
    reader.reset(bytes, offsets[index], lengths[index], origin);
    attributes.clear(bytes, origin);
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == ATTRIBUTES) {
        int length = reader.readLength();
        attributes.add(reader.position(), length);
        reader.rewind(reader.position() + length);
      } else {
        reader.skip(tag, KNOWN);
      }
    }
    return attributes;
  }
}
