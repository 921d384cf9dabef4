// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.model.Labels;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.QueryValue.Matrix;
import io.redstart.query.promql.value.QueryValue.Sample;
import io.redstart.query.promql.value.QueryValue.Scalar;
import io.redstart.query.promql.value.QueryValue.Text;
import io.redstart.query.promql.value.QueryValue.Vector;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.number.FloatText;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JsonAnswerTest {
  private static final Labels UP = Labels.of("__name__", "up", "path", "a\"\\\n<é>");

  private static String text(StreamedAnswer answer) throws IOException {
    return all(answer).toString();
  }

  private static Buffer all(StreamedAnswer answer) throws IOException {
    Buffer all = Buffer.buffer();
    StreamedAnswer.Chunk chunk = answer.next();
    while (!chunk.isLast()) {
      assertThat(chunk.bytes().length())
          .isBetween(AnswerBody.CHUNK_BYTES, 2 * AnswerBody.CHUNK_BYTES);
      all.appendBuffer(chunk.bytes());
      chunk = answer.next();
    }
    return all.appendBuffer(chunk.bytes());
  }

  private static StreamedAnswer success(Result result) throws IOException {
    return JsonAnswer.success(result, Encoding.IDENTITY, QueryLimits.unlimited());
  }

  private static String data(QueryValue value) throws IOException {
    return text(success(new Result(new QueryValueJson(value), List.of(), List.of())));
  }

  @Test
  void success_writesAVector() throws IOException {
    assertThat(data(new Vector(1_435_781_451_781L, List.of(new Sample(UP, 1, null)))))
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
    Result.Data nothing = json -> json.writeNull();
    assertThat(text(success(new Result(nothing, twelve, List.of("only")))))
        .endsWith("\"w9\",\"2 more warning annotations omitted\"],\"infos\":[\"only\"]}");
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void success_ofAnySizeIsMadeInChunks(Encoding encoding) throws IOException {
    List<Series> many = new ArrayList<>();
    StringBuilder expected = new StringBuilder();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 40; i++) {
      long[] times = LongStream.range(0, 50L * i).map(second -> second * 1000).toArray();
      double[] values = random.doubles(times.length).toArray();
      many.add(new Series(Labels.of("i", "" + i), times, values));
      expected.append(i == 0 ? "" : ",").append("{\"metric\":{\"i\":\"" + i + "\"},\"values\":[");
      for (int at = 0; at < times.length; at++) {
        expected
            .append(at == 0 ? "" : ",")
            .append("[" + at + ",\"" + FloatText.general(values[at]) + "\"]");
      }
      expected.append("]}");
    }
    Result result = new Result(new QueryValueJson(new Matrix(many)), List.of(), List.of());
    StreamedAnswer answer = JsonAnswer.success(result, encoding, QueryLimits.unlimited());

    InputStream packed = new ByteArrayInputStream(all(answer).getBytes());
    InputStream plain = switch (encoding) {
      case IDENTITY -> packed;
      case GZIP -> new GZIPInputStream(packed);
      case DEFLATE -> new InflaterInputStream(packed);
    };
    String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    assertThat(
            text.equals("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                + expected
                + "]}}"))
        .isTrue();
  }

  @Test
  void next_endsWhenTheQueryIsCancelled() throws IOException {
    Vector vector = new Vector(0, Collections.nCopies(100_000, new Sample(UP, 1, null)));
    Result result = new Result(new QueryValueJson(vector), List.of(), List.of());
    QueryLimits limits = QueryLimits.unlimited();
    StreamedAnswer answer = JsonAnswer.success(result, Encoding.IDENTITY, limits);
    assertThat(answer.next().isLast()).isFalse();

    limits.cancellation().cancel(Cancellation.Reason.CANCELED);

    assertThatThrownBy(answer::next).isInstanceOf(CancelledException.class);
  }

  @Test
  void error_hasTypeStatusAndMessage() throws IOException {
    StreamedAnswer answer =
        JsonAnswer.error(ErrorType.EXECUTION, "too \"many\"", Encoding.IDENTITY);
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
