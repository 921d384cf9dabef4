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

/**
 * Writes an {@code ExportTraceServiceRequest} in OTLP's JSON as protobuf, for {@link
 * OtlpTraceDecoder} to read: protobuf's JSON, but trace and span ids in hexadecimal. Fields that are
 * not known are passed over, {@code null} is as if the field were absent.
 *
 * <p>A field that comes twice merges as in protobuf. What is written has at most about twice the size
 * of what was read. One thread at a time.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP, JSON
 *     Protobuf Encoding</a>
 */
public final class OtlpJsonTranscoder {
  /** Each level of an attribute's value takes three of JSON's. */
  private static final int NESTING_MAX = 300;

  private static final JsonMessage REQUEST =
      JsonMessage.of(ExportTraceServiceRequest.getDescriptor());

  /**
   * Names are chosen by senders: the JVM's table of strings is not for them. JSON is UTF-8 (RFC 8259,
   * 8.1), and not guessed to be something else where its first bytes are zero.
   */
  private static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.CHARSET_DETECTION)
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(NESTING_MAX)
          .maxStringLength(Integer.MAX_VALUE)
          .build())
      .build();

  private final ProtoWriter writer = new ProtoWriter();

  /**
   * Reads a request.
   *
   * @param bytes holds it in its first {@code length} bytes
   * @throws MalformedOtlpException if it is not one, with line and column
   */
  public void transcode(byte[] bytes, int length) throws MalformedOtlpException {
    writer.clear();
    try (JsonParser parser = FACTORY.createParser(bytes, 0, length)) {
      transcode(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot be read", e);
    }
  }

  /** Returns the array whose first {@link #length} bytes are the request, until the next one. */
  public byte[] bytes() {
    return writer.bytes();
  }

  /** Returns how many bytes the request has in protobuf. */
  public int length() {
    return writer.length();
  }

  private void transcode(JsonParser parser) throws IOException, MalformedOtlpException {
    try {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("an object is wanted", parser);
      }
      message(parser, REQUEST);
      if (parser.nextToken() != null) {
        throw malformed("nothing is wanted after the request", parser);
      }
    } catch (JsonProcessingException e) {
      throw malformed("not JSON: " + e.getOriginalMessage(), parser);
    }
  }

  private void message(JsonParser parser, JsonMessage type)
      throws IOException, MalformedOtlpException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Field field = type.find(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (field.repeated() && token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, field);
        }
      } else if (field.repeated() && token != JsonToken.VALUE_NULL) {
        throw malformed(field.name() + ": a list is wanted", parser);
      } else if (token != JsonToken.VALUE_NULL) {
        value(parser, field);
      }
    }
  }

  private void value(JsonParser parser, Field field) throws IOException, MalformedOtlpException {
    writer.writeVarint(field.tag());
    if (field.form() == Form.MESSAGE) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw malformed(field.name() + ": an object is wanted", parser);
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
      case STRING -> writer.writeString(JsonValues.string(parser));
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

  private static MalformedOtlpException malformed(String what, JsonParser parser) {
    JsonLocation location = parser.currentLocation();
    return new MalformedOtlpException(what, location.getLineNr(), location.getColumnNr());
  }
}
