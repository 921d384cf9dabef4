// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.QueryValue.Matrix;
import io.redstart.query.promql.value.QueryValue.Sample;
import io.redstart.query.promql.value.QueryValue.Scalar;
import io.redstart.query.promql.value.QueryValue.Text;
import io.redstart.query.promql.value.QueryValue.Vector;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.FloatText;
import java.io.IOException;

/**
 * Writes query values as Prometheus' API does, to the digit: {@code {"resultType":…,"result":…}}. A
 * timestamp is a number of seconds, with three decimals unless it is whole; a sample's value is a
 * string.
 */
public final class QueryValueJson implements JsonParts {
  private final String type;
  private final JsonParts result;
  private final Result.Data end;
  private boolean begun;

  /** Writes a value alone. */
  public QueryValueJson(QueryValue value) {
    this(value, json -> {});
  }

  /**
   * Writes a value and more.
   *
   * @param end writes further fields after the value
   */
  public QueryValueJson(QueryValue value, Result.Data end) {
    this.end = end;
    if (value instanceof Matrix matrix) {
      type = "matrix";
      result = new MatrixJson(matrix);
    } else if (value instanceof Vector vector) {
      type = "vector";
      result = JsonParts.array(
          vector.samples(), (sample, json) -> writeSample(vector.timestampMillis(), sample, json));
    } else if (value instanceof Scalar scalar) {
      type = "scalar";
      result = point(scalar.timestampMillis(), FloatText.general(scalar.value()));
    } else {
      Text text = (Text) value;
      type = "string";
      result = point(text.timestampMillis(), text.value());
    }
  }

  private static JsonParts point(long timestampMillis, String value) {
    return json -> {
      writePoint(timestampMillis, value, json);
      return false;
    };
  }

  @Override
  public boolean writeNext(JsonGenerator json) throws IOException {
    if (!begun) {
      begun = true;
      json.writeStartObject();
      json.writeStringField("resultType", type);
      json.writeFieldName("result");
    }
    boolean hasMore = result.writeNext(json);
    if (!hasMore) {
      end.write(json);
      json.writeEndObject();
    }
    return hasMore;
  }

  private static void writeSample(long timestampMillis, Sample sample, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName("metric");
    writeLabels(sample.labels(), json);
    Histogram histogram = sample.histogram();
    if (histogram == null) {
      json.writeFieldName("value");
      writePoint(timestampMillis, FloatText.general(sample.value()), json);
    } else {
      json.writeFieldName("histogram");
      HistogramJson.writePoint(timestampMillis, histogram, json);
    }
    json.writeEndObject();
  }

  /** Writes labels as an object. */
  public static void writeLabels(Labels labels, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < labels.size(); i++) {
      json.writeStringField(labels.name(i), labels.value(i));
    }
    json.writeEndObject();
  }

  private static void writePoint(long timestampMillis, String value, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    json.writeNumber(timestamp(timestampMillis));
    json.writeString(value);
    json.writeEndArray();
  }

  /** Returns a time in seconds, with three decimals unless it is whole. */
  public static String timestamp(long millis) {
    long magnitude = Math.abs(millis);
    String seconds = (millis < 0 ? "-" : "") + magnitude / 1000;
    int rest = (int) (magnitude % 1000);
    return rest == 0
        ? seconds
        : seconds + '.' + (char) ('0' + rest / 100) + rest / 10 % 10 + rest % 10;
  }

  /** Writes a few points of one series, or the start of the next one, at a time. */
  private static final class MatrixJson implements JsonParts {
    private final Matrix matrix;
    /** The series being written; −1 before the first. */
    private int current = -1;

    private int nextPoint;
    private boolean writesHistograms;
    private boolean isArrayOpen;

    MatrixJson(Matrix matrix) {
      this.matrix = matrix;
    }

    @Override
    public boolean writeNext(JsonGenerator json) throws IOException {
      if (current < 0) {
        json.writeStartArray();
        return begin(0, json);
      }
      Series series = matrix.series().get(current);
      int end = Math.min(series.size(), nextPoint + ELEMENTS);
      for (; nextPoint < end; nextPoint++) {
        write(series, nextPoint, json);
      }
      if (nextPoint == series.size()) {
        if (isArrayOpen) {
          json.writeEndArray();
          isArrayOpen = false;
        }
        if (!writesHistograms && series.hasHistograms()) {
          writesHistograms = true;
          nextPoint = 0;
          return true;
        }
        json.writeEndObject();
        return begin(current + 1, json);
      }
      return true;
    }

    /** Writes a sample if it is of the kind that is written now: numbers come first. */
    private void write(Series series, int sample, JsonGenerator json) throws IOException {
      Histogram histogram = series.histogram(sample);
      if ((histogram != null) != writesHistograms) {
        return;
      }
      if (!isArrayOpen) {
        json.writeArrayFieldStart(writesHistograms ? "histograms" : "values");
        isArrayOpen = true;
      }
      long millis = series.timestampMillis(sample);
      if (histogram == null) {
        writePoint(millis, FloatText.general(series.value(sample)), json);
      } else {
        HistogramJson.writePoint(millis, histogram, json);
      }
    }

    private boolean begin(int index, JsonGenerator json) throws IOException {
      current = index;
      nextPoint = 0;
      writesHistograms = false;
      if (index == matrix.series().size()) {
        json.writeEndArray();
        return false;
      }
      json.writeStartObject();
      json.writeFieldName("metric");
      writeLabels(matrix.series().get(index).labels(), json);
      if (matrix.series().get(index).size() == 0) {
        json.writeArrayFieldStart("values");
        isArrayOpen = true;
      }
      return true;
    }
  }
}
