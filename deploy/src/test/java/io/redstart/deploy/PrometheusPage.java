// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.model.Labels;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the page that Prometheus scrapes. Drops empty labels and adds up series equal then. */
final class PrometheusPage {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{(.*)} (\\S+)( \\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  private PrometheusPage() {}

  /** Returns the value of every sample by its labels, with the metric's name. */
  static Map<Labels, Double> samples(String page) {
    Map<Labels, Double> samples = new TreeMap<>();
    page.lines().filter(line -> !line.startsWith("#")).forEach(line -> addSample(line, samples));
    return samples;
  }

  private static void addSample(String line, Map<Labels, Double> samples) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("not a sample: " + line);
    }
    Labels.Builder labels = new Labels.Builder().add(Labels.METRIC_NAME, sample.group(1));
    Matcher label = LABEL.matcher(sample.group(2));
    int end = 0;
    while (label.find(end) && label.start() == end) {
      labels.add(label.group(1), unescape(label.group(2)));
      end = label.end();
    }
    if (end != sample.end(2) - sample.start(2)) {
      throw new IllegalArgumentException("not labels: " + line);
    }
    samples.merge(labels.build(), Double.parseDouble(sample.group(3)), Double::sum);
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
