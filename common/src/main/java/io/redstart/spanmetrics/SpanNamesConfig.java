// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Setting;
import java.util.Arrays;
import java.util.List;

/**
 * The block {@code spanmetrics.span_names}: changes to span names before spans are counted, so that
 * there are as many names as there are operations.
 *
 * @param semanticConventions whether names are built from attributes
 * @param replace what is replaced in names; duplicates count once
 */
public record SpanNamesConfig(
    @Setting(
        doc = "Whether names are built from attributes, by OpenTelemetry's semantic conventions:"
            + " `GET /users/:id` from `http.request.method` and `http.route`, and so on for RPC,"
            + " databases and messaging",
        byDefault = "false")
    boolean semanticConventions,

    @Setting(
        doc = "What is replaced in names: `uuids` by `{uuid}`, `numbers` by `{id}`, `hashes` by"
            + " `{hash}`, `ids` of letters and digits by `{id}`",
        byDefault = "[]")
    List<Replaced> replace) {
  /** Sorts the list and copies it. */
  public SpanNamesConfig {
    List<Replaced> wanted = replace;
    replace = Arrays.stream(Replaced.values()).filter(wanted::contains).toList();
  }

  /** Words in a name that do not belong to the operation. */
  public enum Replaced {
    UUIDS("{uuid}"),
    NUMBERS("{id}"),
    HASHES("{hash}"),
    IDS("{id}");

    private final String placeholder;

    Replaced(String placeholder) {
      this.placeholder = placeholder;
    }

    /** Returns the placeholder for such words: in braces, without digits. */
    public String placeholder() {
      return placeholder;
    }
  }

  /** Returns whether names are changed at all. */
  public boolean isOn() {
    return semanticConventions || !replace.isEmpty();
  }
}
