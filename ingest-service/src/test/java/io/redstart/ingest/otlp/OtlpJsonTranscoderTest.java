// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTranscoderTest {
  private final OtlpJsonTranscoder transcoder = new OtlpJsonTranscoder();

  @Test
  void transcode_readsASpanAsSendersWriteIt() throws Exception {
    Span span = span("""
        "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "eee19b7ec3c1b174",
        "name": "größe \\u6570", "kind": 2, "flags": 4294967295,
        "startTimeUnixNano": "1544712660000000000", "endTimeUnixNano": 1544712661000000000,
        "status": {"code": "STATUS_CODE_ERROR"}, "attributes": null, "added": [{"later": {}}],
        "links": [{"trace_id": "00ff"}]
        """);

    assertThat(span.getTraceId().toByteArray()).startsWith(0x5b, 0x8e).hasSize(16);
    assertThat(span.getSpanId().size()).isEqualTo(8);
    assertThat(span.getName()).isEqualTo("größe 数");
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getFlags()).isEqualTo(-1);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1544712660000000000L);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1544712661000000000L);
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(span.getAttributesCount()).isZero();
    assertThat(span.getLinks(0).getTraceId()).isEqualTo(ByteString.copyFrom(new byte[] {0, -1}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "18446744073709551615 | -1",
        "\"18446744073709551615\" | -1",
        "1.5e3 | 1500",
        "\"12.0\" | 12",
        "0 | 0",
      })
  void transcode_readsWholeNumbersHoweverTheyAreWritten(String json, long number) throws Exception {
    assertThat(span("\"startTimeUnixNano\": " + json).getStartTimeUnixNano()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"string_value\": \"\"} | string_value: \"\"",
        "{\"intValue\": \"-9223372036854775808\"} | int_value: -9223372036854775808",
        "{\"doubleValue\": \"-Infinity\"} | double_value: -Infinity",
        "{\"doubleValue\": 3} | double_value: 3.0",
        "{\"boolValue\": false} | bool_value: false",
        "{\"bytesValue\": \"-_8=\"} | bytes_value: \"\\373\\377\"",
        "{\"bytesValue\": \"+/8\"} | bytes_value: \"\\373\\377\"",
        "{\"arrayValue\": {}} | array_value { }",
      })
  void transcode_readsEveryKindOfAttribute(String json, String expected) throws Exception {
    AnyValue value = span("\"attributes\": [{\"key\": \"k\", \"value\": " + json + "}]")
        .getAttributes(0)
        .getValue();

    assertThat(value.toString().replaceAll("\\s+", " ").strip()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | object expected at line 1, column 1",
        "[] | object expected at line 1, column 2",
        "{} {} | unexpected data after the request at line 1, column 5",
        "{\"resourceSpans\": 1} | resourceSpans: list expected at line 1, column 20",
        "{\"resourceSpans\": [1]} | resourceSpans: object expected at line 1, column 21",
        "null | object expected at line 1, column 5",
      })
  void transcode_tellsWhereARequestIsMalformed(String json, String what) {
    assertThatThrownBy(() -> transcode(json))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessage("malformed: " + what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\": 1 | name: string expected",
        "\"traceId\": \"abc\" | traceId: pairs of hexadecimal digits expected",
        "\"kind\": \"SERVER\" | kind: number or name of SpanKind expected",
        "\"kind\": 4294967296 | kind: number or name of SpanKind expected",
        "\"flags\": -1 | flags: unsigned 32-bit integer expected",
        "\"startTimeUnixNano\": -1 | startTimeUnixNano: unsigned 64-bit integer expected",
        "\"startTimeUnixNano\": 1.5 | startTimeUnixNano: 64-bit integer expected",
        "\"startTimeUnixNano\": 1e999999999 | startTimeUnixNano: 64-bit integer expected",
        "\"startTimeUnixNano\": \"1e-2147483648\" | startTimeUnixNano: number expected",
        "\"startTimeUnixNano\": true | startTimeUnixNano: number expected",
      })
  void transcode_tellsWhatAFieldWants(String json, String what) {
    assertThatThrownBy(() -> span(json)).hasMessageStartingWith("malformed: " + what + " at line");
  }

  @Test
  void transcode_refusesWhatIsNestedTooDeep() throws Exception {
    String deep = "{\"arrayValue\":{\"values\":[".repeat(95) + "]}}".repeat(95);
    String tooDeep = "{\"arrayValue\":{\"values\":[".repeat(100) + "]}}".repeat(100);

    assertThat(span("\"attributes\": [{\"value\": " + deep + "}]").getAttributesCount())
        .isEqualTo(1);
    assertThatThrownBy(() -> span("\"attributes\": [{\"value\": " + tooDeep + "}]"))
        .hasMessageContaining("nesting depth (301)");
    assertThatThrownBy(() -> span("\"unknown\": " + "[".repeat(1_000)))
        .hasMessageContaining("nesting depth (301)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"attributes\": [null, {\"key\": \"k\"}, null]",
        "\"attributes\": [{\"key\": \"k\", \"value\": null}]",
        "\"attributes\": [{\"key\": \"k\", \"value\": {\"doubleValue\": null}}]",
        "\"attributes\": [{\"key\": \"k\"}], \"events\": [null], \"links\": [null, null]",
        "\"attributes\": [{\"key\": \"k\"}], \"events\": null, \"status\": null, \"kind\": null",
      })
  void transcode_ignoresNulls(String json) throws Exception {
    Span span = span(json);

    assertThat(span.getAttributesList()).singleElement().satisfies(attribute -> {
      assertThat(attribute.getKey()).isEqualTo("k");
      assertThat(attribute.getValue().getValueCase()).isEqualTo(AnyValue.ValueCase.VALUE_NOT_SET);
    });
    assertThat(span.getEventsCount() + span.getLinksCount()).isZero();
  }

  @Test
  void transcode_ignoresNulls_amongEverythingAboveSpans() throws Exception {
    ExportTraceServiceRequest request = transcode("""
        {"resourceSpans": [null, {"resource": {"attributes": [null], "entityRefs": [null,
            {"idKeys": ["a", null]}]}, "scopeSpans": [null, {"scope": {"attributes": [null]},
            "spans": [null, {"name": "a"}, null]}]}]}
        """);

    assertThat(request.getResourceSpansCount()).isEqualTo(1);
    ResourceSpans resourceSpans = request.getResourceSpans(0);
    assertThat(resourceSpans.getResource().getAttributesCount()).isZero();
    assertThat(resourceSpans.getResource().getEntityRefs(0).getIdKeysList()).containsExactly("a");
    assertThat(resourceSpans.getScopeSpansCount()).isEqualTo(1);
    assertThat(resourceSpans.getScopeSpans(0).getScope().getAttributesCount()).isZero();
    assertThat(resourceSpans.getScopeSpans(0).getSpansCount()).isEqualTo(1);
    assertThat(transcoder.unrecognized()).isEmpty();
  }

  @Test
  void transcode_keepsNullsInArrays_butNotInMaps() throws Exception {
    AnyValue array = attribute("{\"arrayValue\": {\"values\": [{\"stringValue\": \"a\"}, null]}}");
    AnyValue map = attribute("{\"kvlistValue\": {\"values\": [{\"key\": \"a\"}, null]}}");

    assertThat(array.getArrayValue().getValuesList())
        .containsExactly(
            AnyValue.newBuilder().setStringValue("a").build(), AnyValue.getDefaultInstance());
    assertThat(map.getKvlistValue().getValuesCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\\\"\\\\\\/\\b\\f\\n\\r\\t | `\"\\/\b\f\n\r\t`",
        "gr\\u00f6\\u00DFe \\u6570 \\ud83d\\ude00 | größe 数 😀",
        "\\u0000 | `\u0000`",
        "order \\ud83d | order \ufffd",
        "\\ude00 order | \ufffd order",
        "a\\ude00\\ud83db | a\ufffd\ufffdb",
        "\\ud83d\\u0041 | \ufffdA",
        "\\ud83d\\n\\ude00 | `\ufffd\n\ufffd`",
        "\\ud83d\\ud83d\\ude00 | \ufffd😀",
      })
  void transcode_undoesEscapes_withAReplacementForHalfAPair(String json, String text)
      throws Exception {
    assertThat(span("\"name\": \"" + json + "\"").getName()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\x", "\\u12g4", "\\u12", "\\", "a\nb"})
  void transcode_refusesWrongEscapesAndControlCharacters(String text) {
    assertThatThrownBy(() -> span("\"name\": \"" + text + "\""))
        .hasMessageStartingWith("malformed: not JSON: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\": \"caf%s\"",
        "\"name\": \"caf%s\\n\"",
        "\"attributes\": [{\"key\": \"k%s\", \"value\": {\"stringValue\": \"v\"}}]",
        "\"status\": {\"message\": \"%s\"}",
        "\"unknown%s\": 1",
        "\"unknown\": \"%s\"",
      })
  void transcode_copiesBytesThatAreNotUtf8(String json) throws Exception {
    for (String bytes : List.of("ff", "e9", "c328", "eda0bd", "edb080", "f8808080", "c0af", "f0")) {
      String latin = new String(HexFormat.of().parseHex(bytes), ISO_8859_1);
      String fields = json.formatted(latin) + ", \"traceState\": \"ok\"";
      byte[] document = inARequest(fields).getBytes(ISO_8859_1);
      transcoder.transcode(document, document.length);
      DecodedSpan span = DecodedSpan.of(OtlpJson.lenient(transcoder)).get(0);

      assertThat(span.traceState().toStringUtf8()).isEqualTo("ok");
      if (json.contains("name")) {
        assertThat(HexFormat.of().formatHex(span.name().toByteArray()))
            .isEqualTo("636166" + bytes + (json.contains("\\n") ? "0a" : ""));
      }
    }
  }

  @Test
  void transcode_refusesBytesBeyondAsciiOutsideOfStrings() {
    assertThatThrownBy(() -> transcode("{\u00a0}"))
        .hasMessageStartingWith("malformed: not JSON: Unexpected character ('\u00a0' (code 160))");
    byte[] cutOff = "{\"a\": \"\u00e9".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> transcoder.transcode(cutOff, cutOff.length))
        .hasMessageStartingWith("malformed: not JSON: Unexpected end-of-input");
    assertThatThrownBy(() -> span("\"traceId\": \"0\u00e9\""))
        .hasMessageStartingWith("malformed: traceId: pairs of hexadecimal digits expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"resourceSpan\": [{}, {\"a\": 1}]} | \"resourceSpan\" of ExportTraceServiceRequest",
        "{\"resourceLogs\": \"\"} | \"resourceLogs\" of ExportTraceServiceRequest",
        "{\"resourceSpans\": [{\"instrumentationLibrarySpans\": [[0]]}]} |"
            + " \"instrumentationLibrarySpans\" of ResourceSpans",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"span\": {\"name\": \"a\"}}]}]} |"
            + " \"span\" of ScopeSpans",
        "{\"resourceSpans\": [{\"resource\": {\"spans\": 1}}]} | ``",
        "{\"resourceSpan\": [{}, [null], {\"a\": []}], \"b\": null, \"c\": {}} | ``",
        "{\"\\ud83d\\n\": 1} | \"??\" of ExportTraceServiceRequest",
      })
  void transcode_remembersAnUnknownFieldBesideSpans(String json, String field) throws Exception {
    transcode(json);
    assertThat(transcoder.unrecognized()).isEqualTo(field);
    transcode("{}");
    assertThat(transcoder.unrecognized()).isEmpty();
  }

  private AnyValue attribute(String json) throws Exception {
    return span("\"attributes\": [{\"key\": \"k\", \"value\": " + json + "}]")
        .getAttributes(0)
        .getValue();
  }

  private Span span(String fields) throws Exception {
    return spanOf(transcode(inARequest(fields)));
  }

  private static String inARequest(String fields) {
    return "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{" + fields + "}]}]}]}";
  }

  private static Span spanOf(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  private ExportTraceServiceRequest transcode(String json) throws Exception {
    byte[] bytes = json.getBytes(UTF_8);
    transcoder.transcode(bytes, bytes.length);
    // Protobuf's own parser takes 100 levels of messages.
    var in = CodedInputStream.newInstance(transcoder.bytes(), 0, transcoder.length());
    in.setRecursionLimit(1_000);
    return ExportTraceServiceRequest.parseFrom(in);
  }
}
