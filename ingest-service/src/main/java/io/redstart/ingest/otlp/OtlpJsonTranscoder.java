// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.ingest.otlp.JsonMessage.Field;
import io.redstart.ingest.otlp.JsonMessage.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts an {@code ExportTraceServiceRequest} from OTLP's JSON to protobuf, which {@link
 * OtlpTraceDecoder} reads. OTLP's JSON is protobuf's, but with trace and span ids in hexadecimal.
 * Unknown fields are ignored. {@code null} means that the field or the list element is absent; only
 * in an attribute's array is it a value.
 *
 * <p>Strings need not be UTF-8: their bytes are copied, and {@link OtlpTraceDecoder} does not
 * require UTF-8 either. A field that occurs twice merges as in protobuf. The output is at most
 * about twice as large as the input. One thread at a time.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP, JSON
 *     Protobuf Encoding</a>
 */
public final class OtlpJsonTranscoder {
  /** Each level of an attribute's value is three levels of JSON. */
  private static final int NESTING_MAX = 300;

  private static final JsonMessage REQUEST =
      JsonMessage.of(ExportTraceServiceRequest.getDescriptor());

  private static final JsonMessage RESOURCE_SPANS = REQUEST.below("resourceSpans");
  private static final JsonMessage SCOPE_SPANS = RESOURCE_SPANS.below("scopeSpans");

  /**
   * Does not intern field names, because senders choose them and would fill the JVM's string table.
   * Does not guess another charset where the first bytes are zero: JSON is UTF-8 (RFC 8259, 8.1).
   */
  private static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.CHARSET_DETECTION)
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(NESTING_MAX)
          .maxStringLength(Integer.MAX_VALUE)
          .build())
      .build();

  private static final int SHOWN_MAX = 64;
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");
  private static final byte[] NO_BYTES = {};

  private final ProtoWriter writer = new ProtoWriter();

  /** The document as sent, from which strings are copied. */
  private byte[] sent = NO_BYTES;

  private int sentLength;
  private String unrecognized = "";

  /**
   * Reads a request.
   *
   * @param bytes holds it in its first {@code length} bytes
   * @throws MalformedOtlpException if it is not one, with line and column
   */
  public void transcode(byte[] bytes, int length) throws MalformedOtlpException {
    sent = bytes;
    sentLength = length;
    try {
      MalformedOtlpException notJson = transcode(bytes);
      if (notJson != null && !isAscii()) {
        // Jackson requires every string to be UTF-8, even those that are skipped.
        notJson = transcode(JsonString.masked(bytes, length));
      }
      if (notJson != null) {
        throw notJson;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read an array", e);
    } finally {
      sent = NO_BYTES;
    }
  }

  private boolean isAscii() {
    for (int i = 0; i < sentLength; i++) {
      if (sent[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the array whose first {@link #length} bytes hold the request, until the next one. */
  public byte[] bytes() {
    return writer.bytes();
  }

  /** Returns the size of the request in protobuf, in bytes. */
  public int length() {
    return writer.length();
  }

  /**
   * Returns the first unknown field of the last request that holds a value and is on a level that
   * leads to spans: {@code "resourceSpan" of ExportTraceServiceRequest}. Empty if there is none.
   */
  public String unrecognized() {
    return unrecognized;
  }

  /**
   * Reads a request.
   *
   * @param readable the document as sent, or with masked strings
   * @return the error if it is not JSON, or null
   */
  private @Nullable MalformedOtlpException transcode(byte[] readable)
      throws IOException, MalformedOtlpException {
    writer.clear();
    unrecognized = "";
    try (JsonParser parser = FACTORY.createParser(readable, 0, sentLength)) {
      try {
        request(parser);
        return null;
      } catch (JsonProcessingException e) {
        return malformed("not JSON: " + e.getOriginalMessage(), parser);
      }
    }
  }

  private void request(JsonParser parser) throws IOException, MalformedOtlpException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("object expected", parser);
    }
    message(parser, REQUEST);
    if (parser.nextToken() != null) {
      throw malformed("unexpected data after the request", parser);
    }
  }

  private void message(JsonParser parser, JsonMessage type)
      throws IOException, MalformedOtlpException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Field field = type.find(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        skip(parser, type, name);
      } else if (field.repeated() && token == JsonToken.START_ARRAY) {
        list(parser, field);
      } else if (field.repeated() && token != JsonToken.VALUE_NULL) {
        throw malformed(field.name() + ": list expected", parser);
      } else if (token != JsonToken.VALUE_NULL) {
        value(parser, field);
      }
    }
  }

  private void list(JsonParser parser, Field field) throws IOException, MalformedOtlpException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.VALUE_NULL) {
        value(parser, field);
      } else if (field.keepsNulls()) {
        writer.writeVarint(field.tag());
        writer.writeVarint(0);
      }
    }
  }

  private void skip(JsonParser parser, JsonMessage type, String name) throws IOException {
    boolean holdsValue = skipWhatHoldsAValue(parser);
    boolean isBesideSpans = type == REQUEST || type == RESOURCE_SPANS || type == SCOPE_SPANS;
    if (holdsValue && isBesideSpans && unrecognized.isEmpty()) {
      unrecognized = '"' + shown(name) + "\" of " + type.name();
    }
  }

  /** Shortens and cleans a name for answers and the log, because senders choose it. */
  private static String shown(String name) {
    String start = name.length() <= SHOWN_MAX ? name : name.substring(0, SHOWN_MAX) + "...";
    return NOT_PRINTABLE.matcher(start).replaceAll("?");
  }

  /** Skips a value and everything in it; returns whether any of it is neither null nor empty. */
  private static boolean skipWhatHoldsAValue(JsonParser parser) throws IOException {
    boolean holdsValue = false;
    int depth = 0;
    for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
      holdsValue |= token.isScalarValue() && token != JsonToken.VALUE_NULL;
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return holdsValue;
      }
    }
  }

  private void value(JsonParser parser, Field field) throws IOException, MalformedOtlpException {
    writer.writeVarint(field.tag());
    if (field.form() == Form.MESSAGE) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw malformed(field.name() + ": object expected", parser);
      }
      int begin = writer.begin();
      message(parser, Objects.requireNonNull(field.message()));
      writer.end(begin);
      return;
    }
    try {
      single(parser, field);
    } catch (IllegalArgumentException e) {
      throw malformed(field.name() + ": " + e.getMessage(), parser);
    }
  }

  private void single(JsonParser parser, Field field) throws IOException {
    switch (field.form()) {
      case STRING -> string(parser);
      case BASE64 -> writer.writeBytes(JsonValues.base64(parser));
      case HEX -> writer.writeBytes(JsonValues.hex(parser));
      case BOOL -> writer.writeVarint(JsonValues.bool(parser) ? 1 : 0);
      case ENUM ->
        writer.writeVarint(JsonValues.enumNumber(parser, Objects.requireNonNull(field.enumType())));
      case INT32 -> writer.writeVarint(JsonValues.int32(parser));
      case UINT32 -> writer.writeVarint(Integer.toUnsignedLong(JsonValues.uint32(parser)));
      case INT64 -> writer.writeVarint(JsonValues.int64(parser));
      case UINT64 -> writer.writeVarint(JsonValues.uint64(parser));
      case FIXED_UINT32 -> writer.writeFixed32(JsonValues.uint32(parser));
      case FIXED_UINT64 -> writer.writeFixed64(JsonValues.uint64(parser));
      case DOUBLE ->
        writer.writeFixed64(Double.doubleToRawLongBits(JsonValues.decimalDouble(parser)));
      case MESSAGE -> throw new IllegalStateException(field.name() + " is no single value");
    }
  }

  private void string(JsonParser parser) throws IOException {
    JsonValues.requireString(parser);
    int quote = (int) parser.currentTokenLocation().getByteOffset();
    JsonString.write(sent, quote, sentLength, writer);
  }

  private static MalformedOtlpException malformed(String what, JsonParser parser) {
    JsonLocation location = parser.currentLocation();
    return new MalformedOtlpException(what, location.getLineNr(), location.getColumnNr());
  }
}
