// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Protobuf's own JSON, in which ids are rewritten between Base64 and OTLP's hexadecimal. */
final class OtlpJson {
  private static final Pattern ID = Pattern.compile(
      "(\"(?:traceId|trace_id|spanId|span_id|parentSpanId|parent_span_id)\"\\s*:\\s*)\"([^\"]*)\"");

  /** What protobuf's JSON refuses and we take, as protobuf would in its own encoding. */
  static final String STRICTER =
      "(?s).*(has already been set|Repeated field elements cannot be null).*";

  private static final JsonFactory DUPLICATES =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Descriptor REDUCED = ReducedSchema.request();

  private OtlpJson() {}

  /** Prints a request in one of the ways in which senders do. */
  static String print(ExportTraceServiceRequest request, SplittableRandom random) {
    JsonFormat.Printer printer = JsonFormat.printer();
    if (random.nextBoolean()) {
      printer = printer.preservingProtoFieldNames();
    }
    if (random.nextBoolean()) {
      printer = printer.printingEnumsAsInts();
    }
    if (random.nextBoolean()) {
      printer = printer.omittingInsignificantWhitespace();
    }
    try {
      return rewriteIds(
          printer.print(request),
          id -> HexFormat.of().formatHex(Base64.getDecoder().decode(id)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a request without Any cannot be printed", e);
    }
  }

  /**
   * Returns whether {@link #parse} can tell what a JSON means: names may hide in escapes, and where one
   * comes twice in an object it knows the last only. Jackson passes over bytes 0xff in names.
   */
  static boolean isComparable(String json) {
    try (JsonParser parser = DUPLICATES.createParser(json)) {
      while (parser.nextToken() != null) {
        // Only duplicates are looked for.
      }
      return json.indexOf('\\') < 0 && json.indexOf('\ufffd') < 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what a transcoder wrote, by a schema whose strings need not be UTF-8. */
  static DynamicMessage lenient(OtlpJsonTranscoder transcoder)
      throws InvalidProtocolBufferException {
    ByteString bytes = ByteString.copyFrom(transcoder.bytes(), 0, transcoder.length());
    return DynamicMessage.parseFrom(REDUCED, bytes);
  }

  static ExportTraceServiceRequest parse(String json) throws InvalidProtocolBufferException {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    String base64 = rewriteIds(json, OtlpJson::base64);
    JsonFormat.parser().ignoringUnknownFields().merge(base64, request);
    return request.build();
  }

  private static String base64(String hex) {
    try {
      return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      return hex; // Below a field that is not known, where anything may stand.
    }
  }

  private static String rewriteIds(String json, UnaryOperator<String> rewrite) {
    return ID.matcher(json)
        .replaceAll(
            id -> Matcher.quoteReplacement(id.group(1) + '"' + rewrite.apply(id.group(2)) + '"'));
  }
}
