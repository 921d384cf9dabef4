// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code /api/v1/redstart/distribution} over calls of 50 ms and twice as many of 150 ms. */
class DistributionApiTest {
  private static final String RANGE = "&start=1699999890&end=1699999990";
  private static final String ALL = "match[]=duration_milliseconds" + RANGE;

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static HttpResponse<String> get(String query, String... headers) {
    return api.get("/api/v1/redstart/distribution?" + query.replace("[]", "%5B%5D"), headers);
  }

  private static JsonObject data(String query) {
    HttpResponse<String> response = get(query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body()).getJsonObject("data");
  }

  @Test
  void json_hasExactCountsAndSum() {
    JsonObject data = data(ALL);
    assertThat(data.getInteger("start")).isEqualTo(1_699_999_890);
    assertThat(data.getInteger("end")).isEqualTo(1_699_999_990);
    assertThat(data.getInteger("count")).isEqualTo(60);
    assertThat(data.getLong("sum")).isEqualTo(20 * 50_000_000L + 40 * 150_000_000L);
    assertThat(data.getDouble("mean")).isCloseTo(116_666_666.7, within(0.1));
    assertThat(data.getLong("min")).isBetween(49_600_000L, 50_000_000L);
    assertThat(data.getLong("max")).isBetween(150_000_000L, 151_200_000L);
    JsonObject percentiles = data.getJsonObject("percentiles");
    assertThat(percentiles.fieldNames())
        .containsExactly("50", "75", "90", "95", "99", "99.9", "99.99");
    assertThat(percentiles.getDouble("50")).isCloseTo(150e6, within(0.75e6));
  }

  @Test
  void json_holdsAnEncodedHdrHistogram() throws DataFormatException {
    Histogram decoded = decode(data(ALL));
    assertThat(decoded.getTotalCount()).isEqualTo(60);
    assertThat(decoded.getCountBetweenValues(0, 60_000_000)).isEqualTo(20);
    assertThat((double) decoded.getValueAtPercentile(33)).isCloseTo(50e6, within(0.25e6));
    assertThat(decoded.getNumberOfSignificantValueDigits()).isEqualTo(3);
  }

  private static Histogram decode(JsonObject data) throws DataFormatException {
    byte[] bytes = Base64.getDecoder().decode(data.getJsonObject("histogram").getString("data"));
    return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 1);
  }

  @Test
  void selectors_countALabelSetOnce() {
    assertThat(data("match[]={service_name=\"pay\"}&match[]={status_code=\"STATUS_CODE_ERROR\"}"
                    .replace("{", "%7B")
                    .replace("}", "%7D")
                    .replace("\"", "%22")
                + RANGE)
            .getInteger("count"))
        .isEqualTo(40);
  }

  @Test
  void empty_hasNoPercentiles() throws DataFormatException {
    for (String query : List.of(
        "match[]=duration&start=1600000000&end=1600000100",
        "match[]=duration&start=1700000000&end=1700000000",
        "match[]=duration%7Bservice_name=%22no%22%7D" + RANGE)) {
      JsonObject data = data(query);
      assertThat(data.getInteger("count")).isZero();
      assertThat(data.getLong("sum")).isZero();
      assertThat(data.getValue("mean")).isNull();
      assertThat(data.getJsonObject("percentiles")).isEmpty();
      assertThat(decode(data).getTotalCount()).isZero();
      assertThat(get(query + "&format=hgrm").body()).contains("Total count    =            0");
    }
  }

  @Test
  void table_isThatOfHdrHistogramsPlotter() {
    HttpResponse<String> table = get(ALL + "&format=hgrm");
    assertThat(table.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    List<double[]> points = plotted(table.body());
    assertThat(points.get(0)[1]).isCloseTo(50, within(0.25));
    assertThat(points.get(points.size() - 1)[1]).isCloseTo(150, within(0.75));
    assertThat(points)
        .allSatisfy(
            point -> assertThat(point[1]).isCloseTo(point[0] < 1.49 ? 50 : 150, within(0.75)));
  }

  /** Reads a table as the plotter does: 1/(1 − percentile) and value of each line of four numbers. */
  private static List<double[]> plotted(String table) {
    List<double[]> points = new ArrayList<>();
    for (String line : table.split("\n")) {
      String[] values = line.strip().split(" +");
      if (!line.startsWith("#") && values.length == 4 && !values[0].equals("Value")) {
        points.add(new double[] {Double.parseDouble(values[3]), Double.parseDouble(values[0])});
      }
    }
    return points;
  }

  @Test
  void accept_choosesTheForm() {
    assertThat(get(ALL, "accept", "text/plain").body()).startsWith("       Value     Percentile");
    assertThat(get(ALL, "accept", "text/plain, application/json").body()).startsWith("{");
    assertThat(get(ALL, "accept", "*/*").body()).startsWith("{");
    assertThat(get(ALL, "accept", "*/*").headers().allValues("vary")).contains("accept");
    assertThat(get(ALL + "&format=json", "accept", "text/plain").body()).startsWith("{");
  }

  @Test
  void post_takesAForm() {
    assertThat(api.post("/api/v1/redstart/distribution", ALL).body()).contains("\"count\":60,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "match[]=calls_total&start=1&end=2 | calls_total has no durations: select durations",
        "start=1&end=2 | no match[] parameter provided",
        "match[]=duration&end=2 | invalid parameter \\\"start\\\"",
        "match[]=duration&start=2 | invalid parameter \\\"end\\\"",
        "match[]=duration&start=2&end=1 | end timestamp must not be before start time",
        "match[]=duration(&start=1&end=2 | parse error",
        "match[]=duration&start=1&end=2&format=csv | must be json or hgrm",
      })
  void nonsense_isRefused(String query, String message) {
    HttpResponse<String> response = get(query);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"errorType\":\"bad_data\"").contains(message);
  }
}
