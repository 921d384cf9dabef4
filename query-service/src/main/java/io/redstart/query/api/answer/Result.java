// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * The result of an endpoint.
 *
 * @param data the JSON value under {@code data}
 * @param warnings reasons why the result may be wrong
 * @param infos notes for the user
 */
public record Result(JsonParts data, List<String> warnings, List<String> infos) {
  /** Writes one small JSON value. */
  public interface Data {
    void write(JsonGenerator json) throws IOException;
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
