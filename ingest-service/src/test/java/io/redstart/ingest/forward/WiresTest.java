// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.forward.SendResult.Delivered;
import io.redstart.ingest.forward.SendResult.Failed;
import io.redstart.ingest.forward.SendResult.Refused;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers of either protocol are judged. */
class WiresTest {
  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();
  private static final long NOW_MILLIS = 784_111_777_000L; // Sun, 06 Nov 1994 08:49:37 GMT

  private static SendResult grpc(int status, MultiMap trailers) {
    return new GrpcWire().judge(status, NONE, trailers, Buffer.buffer(), NOW_MILLIS);
  }

  private static SendResult grpcStatus(String grpcStatus) {
    return grpc(200, MultiMap.caseInsensitiveMultiMap().add("grpc-status", grpcStatus));
  }

  private static SendResult http(int status, String... headers) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return new HttpWire().judge(status, all, NONE, Buffer.buffer("because"), NOW_MILLIS);
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
    assertThat(new GrpcWire().judge(200, headers, NONE, Buffer.buffer(), NOW_MILLIS))
        .isInstanceOf(Failed.class);
  }

  @Test
  void proxyWithoutAGrpcStatus_isJudgedByItsHttpStatus() {
    assertThat(grpc(503, NONE)).isInstanceOf(Failed.class);
    assertThat(grpc(401, NONE)).isInstanceOf(Refused.class);
    assertThat(grpc(200, NONE)).isInstanceOf(Refused.class);
  }

  @Test
  void grpcOk_isDelivered_evenIfItsMessageIsUnreadable() {
    MultiMap ok = MultiMap.caseInsensitiveMultiMap().add("grpc-status", "0");
    assertThat(grpc(200, ok)).isEqualTo(new Delivered(0, ""));
    Buffer rubbish = Buffer.buffer(new byte[] {0, 0, 0, 0, 2, (byte) 0xff, (byte) 0xff});
    assertThat(new GrpcWire().judge(200, NONE, ok, rubbish, NOW_MILLIS))
        .isEqualTo(new Delivered(0, ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void httpStatus_thatMayPass_isAFailure(int status) {
    assertThat(http(status)).isEqualTo(new Failed("HTTP " + status + ": because", 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 413, 500, 501})
  void otherHttpStatus_isARefusal(int status) {
    assertThat(http(status)).isEqualTo(new Refused("HTTP " + status + ": because"));
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
            Failed.class, failed -> assertThat(failed.retryAfterMillis()).isEqualTo(millis));
  }
}
