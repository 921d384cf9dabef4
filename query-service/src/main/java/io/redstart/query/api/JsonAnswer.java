// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * The envelope of Prometheus' API:
 *
 * <pre>{@code
 * {"status":"success","data":…,"warnings":["…"],"infos":["…"]}
 * {"status":"error","errorType":"bad_data","error":"…"}
 * }</pre>
 */
final class JsonAnswer {
  /** That many warnings are told, and as many infos; of more only how many there are. */
  static final int ANNOTATIONS_MAX = 10;

  private static final String CONTENT_TYPE = "application/json";
  private static final JsonFactory JSON = new JsonFactory();

  private JsonAnswer() {}

  static Answer success(Result result, Encoding encoding) throws IOException {
    return answer(200, encoding, json -> {
      json.writeStringField("status", "success");
      json.writeFieldName("data");
      result.data().write(json);
      writeAnnotations(json, "warning", result.warnings());
      writeAnnotations(json, "info", result.infos());
    });
  }

  static Answer error(ErrorType type, String message, Encoding encoding) throws IOException {
    return answer(type.status(), encoding, json -> {
      json.writeStringField("status", "error");
      json.writeStringField("errorType", type.text());
      json.writeStringField("error", message);
    });
  }

  private static Answer answer(int status, Encoding encoding, Result.Data fields)
      throws IOException {
    AnswerBody body = new AnswerBody();
    try (JsonGenerator json = JSON.createGenerator(encoding.pack(body))) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return new Answer(status, CONTENT_TYPE, encoding, body.chunks());
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
