// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * What an endpoint found.
 *
 * @param data the JSON value under {@code data}
 * @param warnings what may make it wrong
 * @param infos what the user may want to know
 */
record Result(JsonParts data, List<String> warnings, List<String> infos) {
  /** Writes one JSON value that is small. */
  interface Data {
    void write(JsonGenerator json) throws IOException;
  }

  /** Makes a result with data of one part. */
  Result(Data data, List<String> warnings, List<String> infos) {
    this(
        json -> {
          data.write(json);
          return false;
        },
        warnings,
        infos);
  }

  /** Copies the lists. */
  Result {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
