// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;

/**
 * Searches a request without spans for an unknown field on the levels that lead to spans:
 *
 * <pre>
 *   ExportTraceServiceRequest   1 resource_spans
 *     ResourceSpans               1 resource, 2 scope_spans, 3 schema_url
 *       ScopeSpans                  1 scope, 2 spans, 3 schema_url
 * </pre>
 *
 * <p>In a request with spans such fields are fine: they may be newer than this version. In a
 * request without spans they are most likely spans in a form that is no longer read, such as field
 * 1000 of ResourceSpans.
 */
public final class UnrecognizedField {
  private static final int SCHEMA_URL = 3;

  /**
   * A message: its name, its last field number, and the number of the field that leads to spans.
   */
  private enum Level {
    REQUEST("ExportTraceServiceRequest", 1, 1),
    RESOURCE_SPANS("ResourceSpans", SCHEMA_URL, 2),
    SCOPE_SPANS("ScopeSpans", SCHEMA_URL, 2);

    private final String message;
    private final int fields;
    private final int below;

    Level(String message, int fields, int below) {
      this.message = message;
      this.fields = fields;
      this.below = below;
    }
  }

  private UnrecognizedField() {}

  /**
   * Returns the first such field that is not empty, for example {@code field 1000 of
   * ResourceSpans}, or the empty string.
   *
   * @param bytes holds a request without spans in its first {@code length} bytes
   * @throws MalformedOtlpException if it is not one
   */
  public static String in(byte[] bytes, int length) throws MalformedOtlpException {
    ProtoReader reader = new ProtoReader();
    reader.reset(bytes, 0, length, 0);
    return find(reader, Level.REQUEST);
  }

  private static String find(ProtoReader reader, Level level) throws MalformedOtlpException {
    String found = "";
    while (found.isEmpty() && reader.hasMore()) {
      int tag = reader.readTag();
      int number = tag >>> 3;
      if (tag == (level.below << 3 | LENGTH_DELIMITED) && level != Level.SCOPE_SPANS) {
        int parentEnd = reader.enter();
        found = find(reader, Level.values()[level.ordinal() + 1]);
        reader.leave(parentEnd);
      } else {
        int begin = reader.position();
        reader.skip(tag, 0);
        boolean isEmpty = (tag & 7) == LENGTH_DELIMITED && reader.position() == begin + 1;
        if (number > level.fields && !isEmpty) {
          found = "field " + number + " of " + level.message;
        }
      }
    }
    return found;
  }
}
