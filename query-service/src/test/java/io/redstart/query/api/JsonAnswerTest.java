// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.QueryValue;
import io.redstart.query.promql.QueryValue.Matrix;
import io.redstart.query.promql.QueryValue.Sample;
import io.redstart.query.promql.QueryValue.Scalar;
import io.redstart.query.promql.QueryValue.Text;
import io.redstart.query.promql.QueryValue.Vector;
import io.redstart.query.promql.Series;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonAnswerTest {
  private static final Labels UP = Labels.of("__name__", "up", "path", "a\"\\\n<é>");

  private static String text(Answer answer) {
    Buffer all = Buffer.buffer();
    answer.chunks().forEach(all::appendBuffer);
    return all.toString();
  }

  private static String data(QueryValue value) throws IOException {
    Result result = new Result(json -> QueryValueJson.write(value, json), List.of(), List.of());
    return text(JsonAnswer.success(result, Encoding.IDENTITY));
  }

  @Test
  void success_writesAVector() throws IOException {
    assertThat(data(new Vector(1_435_781_451_781L, List.of(new Sample(UP, 1)))))
        .isEqualTo("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            + "{\"metric\":{\"__name__\":\"up\",\"path\":\"a\\\"\\\\\\n<é>\"},"
            + "\"value\":[1435781451.781,\"1\"]}]}}");
  }

  @Test
  void success_writesAMatrix() throws IOException {
    Series series =
        new Series(Labels.empty(), new long[] {1000, 2500}, new double[] {0.1, Double.NaN});
    assertThat(data(new Matrix(List.of(series))))
        .contains("\"result\":[{\"metric\":{},\"values\":[[1,\"0.1\"],[2.500,\"NaN\"]]}]");
  }

  @Test
  void success_writesScalarAndString() throws IOException {
    assertThat(data(new Scalar(0, Double.NEGATIVE_INFINITY)))
        .contains("{\"resultType\":\"scalar\",\"result\":[0,\"-Inf\"]}");
    assertThat(data(new Text(1, "a\"b")))
        .contains("{\"resultType\":\"string\",\"result\":[0.001,\"a\\\"b\"]}");
  }

  @Test
  void success_withoutSeriesIsAnEmptyList() throws IOException {
    assertThat(data(new Vector(0, List.of()))).contains("\"result\":[]");
    assertThat(data(new Matrix(List.of()))).contains("\"result\":[]");
  }

  @Test
  void success_tellsTenWarningsAndHowManyMore() throws IOException {
    List<String> twelve = IntStream.range(0, 12).mapToObj(i -> "w" + i).toList();
    Result result = new Result(json -> json.writeNull(), twelve, List.of("only"));
    assertThat(text(JsonAnswer.success(result, Encoding.IDENTITY)))
        .endsWith("\"w9\",\"2 more warning annotations omitted\"],\"infos\":[\"only\"]}");
  }

  @Test
  void error_hasTypeStatusAndMessage() throws IOException {
    Answer answer = JsonAnswer.error(ErrorType.EXECUTION, "too \"many\"", Encoding.IDENTITY);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(text(answer))
        .isEqualTo("{\"status\":\"error\",\"errorType\":\"execution\","
            + "\"error\":\"too \\\"many\\\"\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1",
    "1100, 1.100",
    "1, 0.001",
    "1435781451781, 1435781451.781",
    "-1, -0.001",
    "-1500, -1.500",
    "1020, 1.020"
  })
  void timestamp_hasThreeDecimalsUnlessWhole(long millis, String text) {
    assertThat(QueryValueJson.timestamp(millis)).isEqualTo(text);
  }
}
