// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A series of an answer: its labels, and one sample or several. */
public record Series(Map<String, String> labels, List<Point> points) {
  /**
   * A sample.
   *
   * @param seconds its time
   * @param value its value; for a histogram, the number of its observations
   * @param text its value as it is shown
   */
  public record Point(double seconds, double value, String text) {}

  /** Reads one as the API writes it. */
  static Series of(JsonObject json) {
    Map<String, String> labels = new TreeMap<>();
    JsonObject metric = json.getJsonObject("metric", new JsonObject());
    metric.forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
    List<Point> points = new ArrayList<>();
    if (json.containsKey("value")) {
      points.add(point(json.getJsonArray("value")));
    }
    if (json.containsKey("histogram")) {
      points.add(histogram(json.getJsonArray("histogram")));
    }
    json.getJsonArray("values", new JsonArray())
        .forEach(sample -> points.add(point((JsonArray) sample)));
    json.getJsonArray("histograms", new JsonArray())
        .forEach(sample -> points.add(histogram((JsonArray) sample)));
    return new Series(labels, points);
  }

  private static Point point(JsonArray sample) {
    String text = sample.getString(1);
    return new Point(sample.getDouble(0), number(text), text);
  }

  private static Point histogram(JsonArray sample) {
    JsonObject histogram = sample.getJsonObject(1);
    String count = histogram.getString("count");
    return new Point(
        sample.getDouble(0),
        number(count),
        "{count: " + count + ", sum: " + histogram.getString("sum") + "}");
  }

  /** Reads a number as the API writes it. */
  static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns the newest value. */
  public double last() {
    return points.get(points.size() - 1).value();
  }
}
