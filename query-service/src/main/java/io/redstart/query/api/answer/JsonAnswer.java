// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer in the envelope of Prometheus' API:
 *
 * <pre>{@code
 * {"status":"success","data":…,"warnings":["…"],"infos":["…"]}
 * {"status":"error","errorType":"bad_data","error":"…"}
 * }</pre>
 */
public final class JsonAnswer implements StreamedAnswer {
  /** How many warnings, and how many infos, an answer lists; it counts the rest. */
  static final int ANNOTATIONS_MAX = 10;

  /** The chunk being made, the chunk being sent, and the buffers of generator and compression. */
  static final int BUFFERS_BYTES = 3 * AnswerBody.CHUNK_BYTES;

  private static final JsonFactory JSON = new JsonFactory();

  private final int status;
  private final Encoding encoding;
  private final QueryLimits limits;
  private final JsonParts data;
  private final Result.Data end;
  private final AnswerBody body = new AnswerBody();
  private final JsonGenerator json;

  /** Begins an answer of small fields, then data, then small fields again. */
  private JsonAnswer(
      int status,
      Encoding encoding,
      QueryLimits limits,
      Result.Data start,
      JsonParts data,
      Result.Data end)
      throws IOException {
    this.status = status;
    this.encoding = encoding;
    this.limits = limits;
    this.data = data;
    this.end = end;
    limits.hold(BUFFERS_BYTES);
    this.json = JSON.createGenerator(encoding.pack(body));
    json.writeStartObject();
    start.write(json);
  }

  /**
   * Begins an answer with a result.
   *
   * @param limits what the query may use until the last chunk is made
   */
  public static JsonAnswer success(Result result, Encoding encoding, QueryLimits limits)
      throws IOException {
    return new JsonAnswer(
        200,
        encoding,
        limits,
        json -> {
          json.writeStringField("status", "success");
          json.writeFieldName("data");
        },
        result.data(),
        json -> {
          writeAnnotations(json, "warning", result.warnings());
          writeAnnotations(json, "info", result.infos());
        });
  }

  /** Begins an answer with an error. */
  public static JsonAnswer error(ErrorType type, String message, Encoding encoding)
      throws IOException {
    return new JsonAnswer(
        type.status(),
        encoding,
        QueryLimits.unlimited(),
        json -> {
          json.writeStringField("status", "error");
          json.writeStringField("errorType", type.text());
          json.writeFieldName("error");
        },
        json -> {
          json.writeString(message);
          return false;
        },
        json -> {});
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public @Nullable String contentEncoding() {
    return encoding.text();
  }

  @Override
  public Chunk next() throws IOException {
    while (!json.isClosed() && !body.isFull()) {
      limits.check();
      if (!data.writeNext(json)) {
        end.write(json);
        json.writeEndObject();
        json.close();
      }
    }
    return new Chunk(body.take(), json.isClosed());
  }

  private static void writeAnnotations(JsonGenerator json, String kind, List<String> all)
      throws IOException {
    if (all.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(kind + "s");
    for (String one : all.subList(0, Math.min(ANNOTATIONS_MAX, all.size()))) {
      json.writeString(one);
    }
    if (all.size() > ANNOTATIONS_MAX) {
      int omitted = all.size() - ANNOTATIONS_MAX;
      json.writeString(omitted + " more " + kind + " annotations omitted");
    }
    json.writeEndArray();
  }
}
