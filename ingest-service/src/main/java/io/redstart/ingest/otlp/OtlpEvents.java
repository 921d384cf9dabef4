// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;

/** The events of a span. */
public final class OtlpEvents extends FoundMessages {
  // trace/v1/trace.proto, message Span.Event
  private static final int ATTRIBUTES = 3 << 3 | LENGTH_DELIMITED;
  private static final long KNOWN = 1 << 3;

  private static final int ROOM = 4;

  private final OtlpAttributes attributes = new OtlpAttributes();

  OtlpEvents() {
    super(ROOM);
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
