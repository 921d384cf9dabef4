// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads answers of Prometheus' HTTP API as a stream, so that only one series is in memory.
 *
 * <pre>
 *   {"status": "success", "data": …}
 *     label values   ["a", "b"]
 *     series         [{"__name__": "calls_total", …}, …]
 *     range          {"resultType": "matrix", "result": [{"metric": {…}, "values": [[t, "v"], …]}]}
 *   {"status": "error", "errorType": "bad_data", "error": "…"}
 * </pre>
 */
final class AnswerReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final double MILLIS = 1_000;

  /** Reads the value of {@code data}; must read all of it. */
  interface Data {
    /** Reads it; the parser is at its first token. */
    void read(JsonParser json) throws IOException;
  }

  private AnswerReader() {}

  /** Reads a successful answer. */
  static void read(InputStream body, Data data) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      boolean found = false;
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = json.currentName().equals("data");
        json.nextToken();
        if (isData) {
          data.read(json);
          found = true;
        } else {
          json.skipChildren();
        }
      }
      if (!found) {
        throw new IOException("the answer has no data: is this a Prometheus?");
      }
    }
  }

  /** Returns the message of an answer that is not successful; the answer itself if it has none. */
  static String error(String body) {
    try (JsonParser json = JSON.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("error")) {
          return json.nextTextValue();
        }
      }
    } catch (IOException e) {
      // Not JSON: a proxy answered.
    }
    return body.strip();
  }

  /** Reads a list of texts. */
  static void texts(JsonParser json, Consumer<String> sink) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      sink.accept(json.getText());
    }
  }

  /** Reads a list of label sets. */
  static void labelSets(JsonParser json, Consumer<Map<String, String>> sink) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      sink.accept(labels(json));
    }
  }

  private static Map<String, String> labels(JsonParser json) throws IOException {
    Map<String, String> labels = new HashMap<>();
    expect(json, json.currentToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      labels.put(json.currentName(), json.nextTextValue());
    }
    return labels;
  }

  /** Reads a matrix. */
  static void matrix(JsonParser json, SeriesSink sink) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isResult = json.currentName().equals("result");
      json.nextToken();
      if (!isResult) {
        json.skipChildren();
        continue;
      }
      expect(json, json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        series(json, sink);
      }
    }
  }

  private static void series(JsonParser json, SeriesSink sink) throws IOException {
    boolean hasLabels = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("metric")) {
        sink.series(labels(json));
        hasLabels = true;
      } else if (name.equals("values") && hasLabels) {
        samples(json, sink);
      } else if (name.equals("values")) {
        throw new IOException("the answer has values before their labels");
      } else {
        json.skipChildren();
      }
    }
  }

  private static void samples(JsonParser json, SeriesSink sink) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.START_ARRAY);
      json.nextToken();
      long millis = Math.round(json.getDoubleValue() * MILLIS);
      double value = number(json.nextTextValue());
      expect(json, json.nextToken(), JsonToken.END_ARRAY);
      sink.sample(millis, value);
    }
  }

  private static double number(String text) throws IOException {
    try {
      return switch (text) {
        case "+Inf", "-Inf", "NaN" -> Double.NaN;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw new IOException("the answer has the value " + text, e);
    }
  }

  private static void expect(JsonParser json, JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw new IOException("the answer is not one of Prometheus: " + found + " at byte "
          + json.currentLocation().getByteOffset());
    }
  }

  /** Reads a list of texts into a list. */
  static List<String> textsOf(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    texts(json, texts::add);
    return texts;
  }
}
