// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.redstart.outgoing.SendResult.Delivered;
import io.redstart.outgoing.SendResult.Failed;
import io.redstart.outgoing.SendResult.Refused;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers of either protocol are judged. */
class WiresTest {
  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();
  private static final long NOW_MILLIS = 784_111_777_000L; // Sun, 06 Nov 1994 08:49:37 GMT

  private static final OtlpWire GRPC =
      OtlpProtocol.GRPC.wire(Compression.NONE, HttpFailures.AS_IN_OTLP);

  private static SendResult grpc(int status, MultiMap trailers) {
    return GRPC.judge(new Answer(status, NONE, trailers, Buffer.buffer()), NOW_MILLIS);
  }

  private static SendResult grpcStatus(String grpcStatus) {
    return grpc(200, MultiMap.caseInsensitiveMultiMap().add("grpc-status", grpcStatus));
  }

  private static SendResult http(int status, String... headers) {
    return http(HttpFailures.AS_IN_OTLP, status, headers);
  }

  private static SendResult http(HttpFailures failures, int status, String... headers) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return OtlpProtocol.HTTP
        .wire(Compression.NONE, failures)
        .judge(new Answer(status, all, NONE, Buffer.buffer("because")), NOW_MILLIS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4", "10", "11", "14", "15"})
  void grpcStatus_thatMayPass_isAFailure(String status) {
    assertThat(grpcStatus(status)).isInstanceOf(Failed.class);
  }

  /** RESOURCE_EXHAUSTED among them: without RetryInfo, the request is too large. */
  @ParameterizedTest
  @ValueSource(strings = {"2", "3", "5", "6", "7", "8", "9", "12", "13", "16", "99", "x"})
  void otherGrpcStatus_isARefusal(String status) {
    assertThat(grpcStatus(status)).isInstanceOf(Refused.class);
  }

  @Test
  void grpcStatusInTheHeaders_counts() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("grpc-status", "14");
    assertThat(GRPC.judge(new Answer(200, headers, NONE, Buffer.buffer()), NOW_MILLIS))
        .isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "AS_IN_OTLP, 429, false",
    "AS_IN_OTLP, 502, true",
    "AS_IN_OTLP, 503, false",
    "AS_IN_OTLP, 504, true",
    "ALL_OF_THE_SERVER, 408, true",
    "ALL_OF_THE_SERVER, 429, false",
    "ALL_OF_THE_SERVER, 500, true",
    "ALL_OF_THE_SERVER, 502, true",
    "ALL_OF_THE_SERVER, 503, false",
    "ALL_OF_THE_SERVER, 504, true"
  })
  void httpStatusOfAProxy_thatMayPass_isAFailureWithItsWait(
      HttpFailures failures, int status, boolean mayHaveArrived) {
    assertThat(proxy(failures, status))
        .isEqualTo(new Failed(
            "HTTP " + status + " without a gRPC status: because", 7_000, mayHaveArrived));
  }

  @ParameterizedTest
  @CsvSource({
    "AS_IN_OTLP, 400",
    "AS_IN_OTLP, 401",
    "AS_IN_OTLP, 403",
    "AS_IN_OTLP, 404",
    "AS_IN_OTLP, 408",
    "AS_IN_OTLP, 500",
    "ALL_OF_THE_SERVER, 400",
    "ALL_OF_THE_SERVER, 401",
    "ALL_OF_THE_SERVER, 403",
    "ALL_OF_THE_SERVER, 404"
  })
  void otherHttpStatusOfAProxy_isARefusal(HttpFailures failures, int status) {
    assertThat(proxy(failures, status)).isInstanceOf(Refused.class);
  }

  private static SendResult proxy(HttpFailures failures, int status) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("retry-after", "7");
    return OtlpProtocol.GRPC
        .wire(Compression.NONE, failures)
        .judge(new Answer(status, headers, NONE, Buffer.buffer("because")), NOW_MILLIS);
  }

  @Test
  void grpcStatusOfAProxy_countsMoreThanItsHttpStatus() {
    MultiMap invalid = MultiMap.caseInsensitiveMultiMap().add("grpc-status", "3");
    assertThat(grpc(503, invalid)).isEqualTo(new Refused("INVALID_ARGUMENT"));
  }

  @Test
  void okWithoutAGrpcStatus_isARefusal() {
    assertThat(grpc(200, NONE)).isEqualTo(new Refused("UNKNOWN"));
  }

  @Test
  void grpcOk_isDelivered_evenIfItsMessageIsUnreadable() {
    MultiMap ok = MultiMap.caseInsensitiveMultiMap().add("grpc-status", "0");
    assertThat(grpc(200, ok)).isEqualTo(new Delivered(0, ""));
    Buffer rubbish = Buffer.buffer(new byte[] {0, 0, 0, 0, 2, (byte) 0xff, (byte) 0xff});
    assertThat(GRPC.judge(new Answer(200, NONE, ok, rubbish), NOW_MILLIS))
        .isEqualTo(new Delivered(0, ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void httpStatus_thatMayPass_isAFailure(int status) {
    boolean mayHaveArrived = status == 502 || status == 504;
    assertThat(http(status))
        .isEqualTo(new Failed("HTTP " + status + ": because", 0, mayHaveArrived));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 413, 500, 501})
  void otherHttpStatus_isARefusal(int status) {
    assertThat(http(status)).isEqualTo(new Refused("HTTP " + status + ": because"));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 501, 503})
  void everyErrorOfAServer_isAFailureForSamples(int status) {
    assertThat(http(HttpFailures.ALL_OF_THE_SERVER, status)).isInstanceOf(Failed.class);
    assertThat(http(HttpFailures.ALL_OF_THE_SERVER, 400)).isInstanceOf(Refused.class);
  }

  @Test
  void httpOk_isDelivered_withWhatWasRejected() {
    byte[] partial = ExportMetricsServiceResponse.newBuilder()
        .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
            .setRejectedDataPoints(2)
            .setErrorMessage("too old"))
        .build()
        .toByteArray();
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("content-type", "application/x-protobuf");
    OtlpWire wire = OtlpProtocol.HTTP.wire(Compression.NONE, HttpFailures.AS_IN_OTLP);
    assertThat(wire.judge(new Answer(200, headers, NONE, Buffer.buffer(partial)), NOW_MILLIS))
        .isEqualTo(new Delivered(2, "too old"));
    assertThat(wire.judge(new Answer(200, NONE, NONE, Buffer.buffer("ok")), NOW_MILLIS))
        .isEqualTo(new Delivered(0, ""));
  }

  @Test
  void retryInfo_isTheLeastWait() {
    RetryInfo.Builder retry = RetryInfo.newBuilder();
    retry.getRetryDelayBuilder().setSeconds(3).setNanos(5_000_000);
    byte[] details =
        Status.newBuilder().addDetails(Any.pack(retry.build())).build().toByteArray();
    MultiMap last = MultiMap.caseInsensitiveMultiMap()
        .add("grpc-status", "8")
        .add("grpc-message", "busy")
        .add("grpc-status-details-bin", Base64.getEncoder().encodeToString(details));
    assertThat(grpc(200, last)).isEqualTo(new Failed("RESOURCE_EXHAUSTED: busy", 3_005, false));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void body_isCompressedAndFramed(Compression compression) throws IOException {
    byte[] message = "spans spans spans spans spans spans".getBytes(US_ASCII);
    Buffer http = OtlpProtocol.HTTP.wire(compression, HttpFailures.AS_IN_OTLP).body(message);
    Buffer grpc = OtlpProtocol.GRPC.wire(compression, HttpFailures.AS_IN_OTLP).body(message);
    assertThat(grpc.getByte(0)).isEqualTo((byte) (compression == Compression.NONE ? 0 : 1));
    assertThat(grpc.getInt(1)).isEqualTo(grpc.length() - 5);
    assertThat(grpc.slice(5, grpc.length())).isEqualTo(http);
    InputStream in = new ByteArrayInputStream(http.getBytes());
    InputStream inflated = switch (compression) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in);
      case ZSTD -> new ZstdInputStream(in);
    };
    assertThat(inflated.readAllBytes()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "120, 120000",
    "'Sun, 06 Nov 1994 08:49:47 GMT', 10000",
    "'Sun, 06 Nov 1994 08:00:00 GMT', 0",
    "soon, 0",
    "-1, 0",
    "99999999999999999999, 0"
  })
  void retryAfter_isSecondsOrADate(String header, long millis) {
    assertThat(http(503, "retry-after", header))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.waitMillis()).isEqualTo(millis));
  }
}
