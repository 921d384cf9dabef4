// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.redstart.config.SettingsReader;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.TestSpans;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.answer.ExportAnswer.Kind;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.GunzipTest;
import io.redstart.ingest.receiver.OfferedRequests.Offered;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.SubmissionOutcome;
import io.redstart.ingest.shard.SubmissionRefusal;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceIntakeTest {
  private static final int MAX_BYTES = 1 << 20;

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final ArrayPool pool = new ArrayPool(TestMemory.bodies(4 * MAX_BYTES));
  private final List<Integer> submittedSpans = new ArrayList<>();
  private SubmissionOutcome outcome = new SubmissionOutcome.Accepted();
  private @Nullable Future<SubmissionOutcome> answer;
  private final OfferedRequests forwarded = new OfferedRequests();
  private final TraceIntake intake = new TraceIntake(
      new SpanFolder(SettingsReader.defaults(SpanMetricsConfig.class), CellLayout.of(), null, 1),
      fold -> {
        submittedSpans.add(fold.spans());
        return answer == null ? Future.succeededFuture(outcome) : answer;
      },
      pool,
      new Backlog(0, Integer.MAX_VALUE),
      new IngestMeters(meters),
      forwarded::offer);
  private final byte[] threeSpans = request(
          resource("service.name", "checkout"),
          span("a", 1).build(),
          span("a", 2).build(),
          span("b", 3).build())
      .toByteArray();

  @Test
  void accept_submitsTheSpansOfARequest() {
    assertThat(accept(threeSpans, "identity")).isEqualTo(ExportAnswer.ALL_ACCEPTED);

    assertThat(submittedSpans).containsExactly(3);
    assertThat(spans("accepted")).isEqualTo(3);
    assertThat(meters.get("redstart.ingest.label.sets").gauge().value()).isEqualTo(2);
    assertThat(meters
            .get("redstart.ingest.request.bytes")
            .tag("protocol", "grpc")
            .counter()
            .count())
        .isEqualTo(threeSpans.length);
  }

  @Test
  void accept_takesAnEmptyRequest() {
    assertThat(accept(new byte[0], "identity")).isEqualTo(ExportAnswer.ALL_ACCEPTED);
  }

  @Test
  void accept_inflatesGzip() throws Exception {
    assertThat(accept(GunzipTest.gzip(threeSpans), "gzip")).isEqualTo(ExportAnswer.ALL_ACCEPTED);

    assertThat(submittedSpans).containsExactly(3);
    assertThat(pool.takenBytes()).isZero();
  }

  @Test
  void accept_refusesWhatInflatesBeyondTheLimit() throws Exception {
    assertThat(accept(GunzipTest.gzip(new byte[MAX_BYTES + 1]), "gzip"))
        .isEqualTo(
            ExportAnswer.of(Kind.TOO_LARGE, "request inflates to 1048577 bytes, at most 1048576"));
    assertThat(submittedSpans).isEmpty();
  }

  @Test
  void accept_refusesUnknownEncodings() {
    assertThat(accept(threeSpans, "br"))
        .isEqualTo(ExportAnswer.of(
            Kind.UNKNOWN_ENCODING, "encoding \"br\" is not one of identity,gzip,deflate,zstd"));
  }

  @Test
  void accept_countsNothingOfAMalformedRequest() {
    byte[] cut = Arrays.copyOf(threeSpans, threeSpans.length + 2);
    cut[threeSpans.length] = 0x0a;
    cut[threeSpans.length + 1] = 9;

    assertThat(accept(cut, "identity"))
        .isEqualTo(ExportAnswer.of(
            Kind.MALFORMED,
            "malformed: length 9 exceeds 0 bytes left at byte " + (threeSpans.length + 1)));
    assertThat(submittedSpans).isEmpty();

    accept(threeSpans, "identity");
    assertThat(submittedSpans).containsExactly(3);
  }

  @Test
  void accept_tellsRejectedSpansAsPartialSuccess() {
    assertThat(accept(TestSpans.withInvalidName(), "identity"))
        .isEqualTo(ExportAnswer.partial(1, "1 span: invalid UTF-8 in a label value"));

    assertThat(submittedSpans).containsExactly(1);
    assertThat(meters
            .get("redstart.ingest.spans.rejected")
            .tag("reason", "invalid_utf8")
            .counter()
            .count())
        .isEqualTo(1);
  }

  @Test
  void accept_addsTheSpansOfUnknownFate() {
    outcome = new SubmissionOutcome.Partial(1, "store-1 did not answer");

    assertThat(accept(TestSpans.withInvalidName(), "identity"))
        .isEqualTo(ExportAnswer.partial(
            2, "store-1 did not answer; 1 span: invalid UTF-8 in a label value"));
    assertThat(spans("unknown")).isEqualTo(1);
  }

  @Test
  void accept_tellsRefusalsAndUnknownFates() {
    outcome = new SubmissionOutcome.Refused(SubmissionRefusal.NO_ROOM, "busy", 700);
    assertThat(accept(threeSpans, "identity"))
        .isEqualTo(new ExportAnswer(Kind.REFUSED, "no_room", "busy", 0, 700));
    outcome = new SubmissionOutcome.Refused(
        SubmissionRefusal.TOO_LARGE, "too many label sets", SubmissionOutcome.Refused.NEVER);
    assertThat(accept(threeSpans, "identity"))
        .isEqualTo(ExportAnswer.of(Kind.TOO_LARGE, "too many label sets"));
    outcome = new SubmissionOutcome.Unknown("no answer");
    assertThat(accept(threeSpans, "identity"))
        .isEqualTo(ExportAnswer.of(Kind.UNKNOWN, "no answer"));

    assertThat(spans("refused")).isEqualTo(6);
    assertThat(refusedSpans("no_room")).isEqualTo(3);
    assertThat(refusedSpans("too_large")).isEqualTo(3);
    assertThat(spans("unknown")).isEqualTo(3);
  }

  @Test
  void accept_measuresTheTimeUntilRequestsAreAcknowledged() {
    Promise<SubmissionOutcome> acknowledged = Promise.promise();
    answer = acknowledged.future();
    accept(threeSpans, "identity");
    clock.add(70, TimeUnit.MILLISECONDS);
    acknowledged.complete(outcome);
    answer = Future.succeededFuture(
        new SubmissionOutcome.Refused(SubmissionRefusal.NO_STORE, "nobody", 700));
    accept(threeSpans, "identity");

    Timer latency = meters.get("redstart.ingest.ack.latency").timer();
    assertThat(latency.count()).isEqualTo(1);
    assertThat(latency.takeSnapshot().percentileValues())
        .allSatisfy(quantile ->
            assertThat(quantile.value(TimeUnit.MILLISECONDS)).isCloseTo(70, within(1.)));
    assertThat(meters.get("redstart.ingest.decode").timer().count()).isEqualTo(2);
    assertThat(meters.get("redstart.ingest.request.spans").summary().max()).isEqualTo(3);
  }

  @Test
  void accept_addsInflatedBytes() throws Exception {
    accept(GunzipTest.gzip(threeSpans), "gzip");
    assertThat(meters.get("redstart.ingest.request.inflated.bytes").counter().count())
        .isEqualTo(threeSpans.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"resourceSpan\": [{\"a\": 1}]} | \"resourceSpan\" of ExportTraceServiceRequest",
        "{\"resourceSpans\": [{\"instrumentationLibrarySpans\": [{\"spans\": [{\"name\": \"a\"}]}]}]} |"
            + " \"instrumentationLibrarySpans\" of ResourceSpans",
      })
  void accept_ofJsonWithoutARecognizedSpan_warnsTheSender(String json, String field) {
    assertThat(acceptJson(json))
        .isEqualTo(ExportAnswer.partial(0, "no span was recognized: " + field + " is not known"));

    assertThat(unrecognized("http_json")).isEqualTo(1);
    assertThat(unrecognized("grpc")).isZero();
  }

  @Test
  void accept_ofProtobufWithoutARecognizedSpan_warnsTheSender() {
    byte[] oldSpans = withField(resourceSpans(), 1000, threeSpans);
    byte[] request = withField(new byte[0], 1, oldSpans);

    assertThat(accept(request, "identity"))
        .isEqualTo(ExportAnswer.partial(
            0, "no span was recognized: field 1000 of ResourceSpans is not known"));
    assertThat(unrecognized("grpc")).isEqualTo(1);
  }

  /** A name and points where spans have a trace id and attributes; sums are where they begin. */
  @Test
  void accept_ofMetricsInProtobuf_rejectsThem() {
    byte[] histogram =
        withField(withField(new byte[0], 1, "http.duration".getBytes(UTF_8)), 9, new byte[2]);
    byte[] request =
        withField(new byte[0], 1, withField(new byte[0], 2, withField(new byte[0], 2, histogram)));

    assertThat(accept(request, "identity"))
        .isEqualTo(ExportAnswer.partial(
            1, "1 span: neither times nor a trace id of 16 bytes: probably another signal"));
    assertThat(submittedSpans).containsExactly(0);
  }

  @Test
  void accept_ofUnknownFieldsBesideSpans_isSilent() {
    assertThat(acceptJson("""
            {"resourceSpan": [1], "resourceSpans": [{"newer": [{"a": 1}], "scopeSpans": [
                {"newer": 1, "spans": [{"name": "a", "newer": 1}]}]}]}
            """)).isEqualTo(ExportAnswer.ALL_ACCEPTED);
    assertThat(accept(withField(threeSpans, 1000, threeSpans), "identity"))
        .isEqualTo(ExportAnswer.ALL_ACCEPTED);
    assertThat(accept(withField(TestSpans.withInvalidName(), 7, threeSpans), "identity"))
        .isEqualTo(ExportAnswer.partial(1, "1 span: invalid UTF-8 in a label value"));

    assertThat(unrecognized("grpc") + unrecognized("http_json")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"resourceSpans\": []}",
        "{\"resourceSpans\": [null, {}, {\"schemaUrl\": \"a\", \"resource\": {\"a\": 1}}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"scope\": {\"name\": \"a\"}, \"spans\": [null]}]}]}",
        "{\"resourceLogs\": [], \"newer\": null, \"more\": {\"a\": [{}]}}",
      })
  void accept_ofAnEmptyRequest_isSilent(String json) {
    assertThat(acceptJson(json)).isEqualTo(ExportAnswer.ALL_ACCEPTED);
    assertThat(unrecognized("http_json")).isZero();
  }

  @Test
  void accept_ofARequestWithResourcesAlone_isSilent() {
    byte[] resourceAlone = withField(new byte[0], 1, withField(resourceSpans(), 1000, new byte[0]));
    assertThat(accept(resourceAlone, "identity")).isEqualTo(ExportAnswer.ALL_ACCEPTED);
  }

  @Test
  void accept_ofBytesThatAreNotUtf8_costsOnlyTheSpansTheyLabel() {
    String json = """
        {"resourceSpans": [{"scopeSpans": [{"spans": [
            {"name": "caf\u00e9"},
            {"name": "a", "attributes": [{"key": "\u00ff", "value": {"stringValue": "\u00fe"}}]},
            {"name": "b", "events": [{"name": "\u00e9"}], "status": {"message": "\u00e9"}}]}]}]}
        """;
    byte[] latin = json.getBytes(ISO_8859_1);

    assertThat(intake
            .accept(Protocol.HTTP_JSON, latin, latin.length, "identity", MAX_BYTES)
            .result())
        .isEqualTo(ExportAnswer.partial(1, "1 span: invalid UTF-8 in a label value"));
    assertThat(submittedSpans).containsExactly(2);
  }

  private ExportAnswer acceptJson(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    return intake
        .accept(Protocol.HTTP_JSON, bytes, bytes.length, "identity", MAX_BYTES)
        .result();
  }

  private static byte[] resourceSpans() {
    return ResourceSpans.newBuilder()
        .setResource(resource("service.name", "checkout"))
        .build()
        .toByteArray();
  }

  /** Returns a message with one field more. */
  private static byte[] withField(byte[] message, int number, byte[] value) {
    UnknownFieldSet more = UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(value))
                .build())
        .build();
    return ByteString.copyFrom(message).concat(more.toByteString()).toByteArray();
  }

  private double unrecognized(String protocol) {
    return meters
        .get("redstart.ingest.requests.unrecognized")
        .tag("protocol", protocol)
        .counter()
        .count();
  }

  private double refusedSpans(String reason) {
    return meters
        .get("redstart.ingest.spans.refused")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private double spans(String outcomeTag) {
    return meters
        .get("redstart.ingest.spans")
        .tag("outcome", outcomeTag)
        .counter()
        .count();
  }

  private ExportAnswer accept(byte[] bytes, String encoding) {
    return intake
        .accept(Protocol.GRPC, bytes, bytes.length, encoding, MAX_BYTES)
        .result();
  }

  @Test
  void accept_offersTheInflatedBytesToBeForwarded() throws Exception {
    accept(GunzipTest.gzip(threeSpans), "gzip");
    accept(threeSpans, "identity");

    assertThat(forwarded.all).extracting(Offered::bytes).containsExactly(threeSpans, threeSpans);
    assertThat(forwarded.all).extracting(Offered::spans).containsExactly(3, 3);
    assertThat(forwarded.all.get(0).answer().result()).isEqualTo(ExportAnswer.ALL_ACCEPTED);
  }

  @Test
  void acceptOfJson_offersProtobuf() throws Exception {
    byte[] text = JsonFormat.printer()
        .print(ExportTraceServiceRequest.parseFrom(threeSpans))
        .replaceAll("\"traceId\": \"[^\"]*\"", "\"traceId\": \"" + "00".repeat(16) + "\"")
        .getBytes(UTF_8);
    intake.accept(Protocol.HTTP_JSON, text, text.length, "identity", 1 << 20);

    assertThat(ExportTraceServiceRequest.parseFrom(forwarded.all.get(0).bytes()))
        .isEqualTo(ExportTraceServiceRequest.parseFrom(threeSpans));
  }

  @Test
  void malformedRequest_isNotOffered() {
    accept(new byte[] {1, 2, 3}, "identity");
    assertThat(forwarded.all).isEmpty();
  }

  @Test
  void spansThatAreNotCounted_areOfferedToo() {
    byte[] bytes = TestSpans.withInvalidName();
    accept(bytes, "identity");

    assertThat(forwarded.all).extracting(Offered::bytes).containsExactly(bytes);
    assertThat(forwarded.all).extracting(Offered::spans).containsExactly(2);
  }
}
