// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text that a Prometheus scrapes. */
final class PrometheusPage {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{(.*)} \\S+( \\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  private PrometheusPage() {}

  /** Returns the labels of every sample, with the metric's name. */
  static List<Labels> series(String page) {
    List<Labels> series = new ArrayList<>();
    page.lines().filter(line -> !line.startsWith("#")).forEach(line -> series.add(labels(line)));
    return series;
  }

  private static Labels labels(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("not a sample: " + line);
    }
    Labels.Builder labels = new Labels.Builder().add(Labels.METRIC_NAME, sample.group(1));
    Matcher label = LABEL.matcher(sample.group(2));
    while (label.find()) {
      labels.add(label.group(1), unescape(label.group(2)));
    }
    return labels.build();
  }

  private static String unescape(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        c = value.charAt(i) == 'n' ? '\n' : value.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }
}
