// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.remote.PlainSnappy;
import io.redstart.query.remote.chunk.PlainChunks.Sample;
import io.redstart.query.remote.read.PlainAnswers;
import io.redstart.query.remote.read.TestRequest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests {@code /api/v1/read} over HTTP. */
class RemoteReadApiTest {
  private static final int SAMPLES = 0;
  private static final int CHUNKS = 1;
  private static final int SAMPLES_MAX = 20_000;
  private static final long START = TestApi.NOW - 60_000;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi(EngineConfig.of(Duration.ofMinutes(5), true), SAMPLES_MAX);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static HttpResponse<byte[]> post(byte[] body, String acceptEncoding) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/read"))
        .header("content-type", "application/x-protobuf")
        .header("content-encoding", "snappy")
        .header("accept-encoding", acceptEncoding)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] request(int form, TestRequest... queries) {
    TestRequest request = new TestRequest().number(2, form);
    for (TestRequest query : queries) {
      request.message(1, query);
    }
    return PlainSnappy.encode(request.bytes().toByteArray());
  }

  private static TestRequest query(long start, long end, TestRequest... matchers) {
    TestRequest query = new TestRequest().number(1, start).number(2, end);
    for (TestRequest matcher : matchers) {
      query.message(3, matcher);
    }
    return query;
  }

  private static TestRequest name(String name) {
    return TestRequest.matcher(0, "__name__", name);
  }

  private static List<Map<Labels, List<Sample>>> read(int form, TestRequest... queries)
      throws Exception {
    HttpResponse<byte[]> response = post(request(form, queries), "gzip");
    assertThat(response.statusCode())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    if (form == SAMPLES) {
      assertThat(response.headers().firstValue("content-type")).contains("application/x-protobuf");
      assertThat(response.headers().firstValue("content-encoding")).contains("snappy");
      return PlainAnswers.samples(response.body());
    }
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse");
    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    return PlainAnswers.chunks(response.body(), queries.length, 1 << 20);
  }

  @Test
  void samples_areThoseOfTheRangeWithItsEnds() throws Exception {
    Map<Labels, List<Sample>> series =
        read(SAMPLES, query(START, TestApi.NOW, name("calls"))).get(0);
    assertThat(series).hasSize(3);
    series.forEach((labels, samples) -> {
      assertThat(labels.get("__name__")).isEqualTo("calls");
      assertThat(samples).hasSize(13);
      assertThat(samples.get(0).millis()).isEqualTo(START);
      assertThat(samples.get(12).millis()).isEqualTo(TestApi.NOW);
      boolean hasExemplar = labels.get("service_name").equals("cart");
      assertThat(samples.get(12)).isEqualTo(Sample.of(TestApi.NOW, hasExemplar ? 121 : 120));
    });
  }

  @Test
  void bothForms_haveTheSame() throws Exception {
    TestRequest[] queries = {
      query(START, TestApi.NOW, name("duration_milliseconds_bucket")),
      query(START + 1, START + 4_999, name("calls")),
      query(START, TestApi.NOW, name("duration_milliseconds")),
      query(0, Long.MAX_VALUE, TestRequest.matcher(2, "service_name", "ca.*")),
      query(TestApi.NOW, START, name("calls")),
      query(START, TestApi.NOW, name("unknown")),
    };
    List<Map<Labels, List<Sample>>> samples = read(SAMPLES, queries);
    assertThat(read(CHUNKS, queries)).isEqualTo(samples);
    assertThat(samples.get(0)).isNotEmpty();
    assertThat(samples.get(1)).isEmpty();
    assertThat(samples.get(2).values())
        .allSatisfy(histograms -> assertThat(histograms.get(3).histogram()).isNotNull());
    assertThat(samples.get(3).keySet())
        .allSatisfy(labels -> assertThat(labels.get("service_name")).isEqualTo("cart"))
        .anySatisfy(labels -> assertThat(labels.get("__name__")).endsWith("_calls_total"));
    assertThat(samples.subList(4, 6)).allMatch(Map::isEmpty);
  }

  @Test
  void buckets_areTheConfiguredOnes() throws Exception {
    Map<Labels, List<Sample>> series = read(
            CHUNKS, query(START, TestApi.NOW, name("duration_milliseconds_bucket")))
        .get(0);
    TreeSet<String> les = new TreeSet<>();
    series.keySet().forEach(labels -> les.add(labels.get("le")));
    assertThat(les).containsExactly("+Inf", "100", "1000", "2");
  }

  @Test
  void series_areInTheOrderOfTheirLabels() throws Exception {
    for (int form : new int[] {SAMPLES, CHUNKS}) {
      Map<Labels, List<Sample>> series =
          read(form, query(START, TestApi.NOW, name("duration_seconds_bucket"))).get(0);
      assertThat(List.copyOf(series.keySet())).hasSize(3 * 4).isSorted();
    }
  }

  @Test
  void noQuery_isAnswered() throws Exception {
    assertThat(read(SAMPLES)).isEmpty();
    assertThat(read(CHUNKS)).isEmpty();
  }

  @Test
  void ownMetrics_areRefusedToNobody() throws Exception {
    assertThat(read(SAMPLES, query(0, TestApi.NOW, name("up"))).get(0)).isEmpty();
  }

  private static void assertRefused(byte[] body, int status, String message) throws Exception {
    HttpResponse<byte[]> response = post(body, "snappy");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains(message);
  }

  @Test
  void hostileBodies_areRefused() throws Exception {
    assertRefused(new byte[0], 400, "malformed snappy block: no length");
    assertRefused("query=up".getBytes(StandardCharsets.UTF_8), 400, "malformed snappy block");
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    PlainSnappy.writeLength(1L << 32, bomb);
    assertRefused(bomb.toByteArray(), 400, "snappy block with 4294967296 bytes, at most 10485760");
    assertRefused(new byte[11 << 20], 413, "body of more than 10485760 bytes");
    assertRefused(PlainSnappy.encode(new byte[] {0x0a, 7}), 400, "malformed ReadRequest at byte 2");
    assertRefused(request(7), 400, "does not support any of the requested response types");
    assertRefused(
        request(SAMPLES, query(0, 1, TestRequest.matcher(2, "a", "*"))),
        400,
        "missing argument to repetition operator");
  }

  @Test
  void tooManySamples_areRefused() throws Exception {
    TestRequest[] queries = new TestRequest[100];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = query(0, TestApi.NOW, name("duration_milliseconds_bucket"));
    }
    assertRefused(
        request(CHUNKS, queries), 422, "query processing would load too many samples into memory");
  }

  @Test
  void get_isNoMethod() {
    assertThat(api.get("/api/v1/read").statusCode()).isEqualTo(405);
  }
}
