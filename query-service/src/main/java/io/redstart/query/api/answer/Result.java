// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import java.util.List;

/**
 * The result of an endpoint.
 *
 * @param data the JSON value under {@code data}
 * @param warnings reasons why the result may be wrong
 * @param infos notes for the user
 */
public record Result(JsonParts data, List<String> warnings, List<String> infos) implements Reply {
  /** Writes one small JSON value. */
  public interface Data {
    void write(JsonGenerator json) throws IOException;
  }

  /** Makes a result whose data is a tree of maps, lists, strings, numbers and booleans. */
  public static Result of(Object tree) {
    return written(json -> JsonTree.write(tree, json));
  }

  /** Makes a result whose data is a single part, without warnings. */
  public static Result written(Data data) {
    return new Result(data, List.of(), List.of());
  }

  /** Returns the same result with other warnings. */
  public Result withWarnings(List<String> others) {
    return new Result(data, others, infos);
  }

  @Override
  public StreamedAnswer begin(Encoding encoding, QueryLimits limits) throws IOException {
    return JsonAnswer.success(this, encoding, limits);
  }

  /** Makes a result whose data is a single part. */
  public Result(Data data, List<String> warnings, List<String> infos) {
    this(
        json -> {
          data.write(json);
          return false;
        },
        warnings,
        infos);
  }

  /** Copies the lists. */
  public Result {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
