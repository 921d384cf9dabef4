// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of promqltest's language about the start timestamps of the series in the next line: {@code
 * calls_total@st _ -30s-1mx2}. They are distances from the times of the samples.
 *
 * @param offsetsMillis one per sample; null for an unknown start
 */
record StartTimeNotation(Labels labels, List<@Nullable Long> offsetsMillis) {
  private static final Pattern LINE = Pattern.compile("(\\S+)@st\\s+(.*)");
  private static final String DURATION = "[+-]?\\d+(?:[a-wyz]+(?:\\d+[a-wyz]+)*)?";
  private static final Pattern ITEM =
      Pattern.compile("(_|" + DURATION + ")([+-]" + DURATION + ")?(?:x(\\d+))?");

  static boolean isOne(String line) {
    return LINE.matcher(line).matches();
  }

  static StartTimeNotation parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no start timestamps: " + line);
    }
    List<@Nullable Long> offsets = new ArrayList<>();
    for (String item : matcher.group(2).strip().split("\\s+")) {
      add(item, offsets);
    }
    return new StartTimeNotation(SeriesNotation.labels(matcher.group(1)), offsets);
  }

  private static void add(String text, List<@Nullable Long> offsets) {
    Matcher item = ITEM.matcher(text);
    if (!item.matches()) {
      throw new IllegalArgumentException("not a start timestamp: " + text);
    }
    int repeats = item.group(3) == null ? 0 : Integer.parseInt(item.group(3));
    if (item.group(1).equals("_")) {
      for (int i = 0; i < Math.max(1, repeats); i++) {
        offsets.add(null);
      }
      return;
    }
    long offset = PromqlScript.millis(item.group(1));
    long change = item.group(2) == null ? 0 : PromqlScript.millis(item.group(2));
    for (int i = 0; i <= repeats; i++) {
      offsets.add(offset + i * change);
    }
  }
}
