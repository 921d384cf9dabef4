// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.Labels;
import io.redstart.query.api.answer.TextAnswer;
import io.redstart.query.promql.value.FloatText;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes samples in Prometheus' text format 0.0.4. Every metric is untyped, and a series without
 * {@code instance} gets an empty one, so that the scraping Prometheus does not add its own:
 *
 * <pre>
 *   # TYPE calls_total untyped
 *   calls_total{service_name="cart",instance=""} 12 1700000000000
 * </pre>
 */
final class FederationText implements TextAnswer.Parts {
  private static final int SAMPLES = 64;
  private static final String INSTANCE = "instance";
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern ODD_CHARACTER = Pattern.compile("^[0-9]|[^a-zA-Z0-9_:]");

  private final List<FederatedSample> samples;
  private final boolean allowsUtf8;
  private int next;
  private String lastName = "";

  /**
   * Makes the text.
   *
   * @param samples sorted by name
   * @param allowsUtf8 whether names may be quoted; otherwise odd characters become underscores
   */
  FederationText(List<FederatedSample> samples, boolean allowsUtf8) {
    this.samples = samples;
    this.allowsUtf8 = allowsUtf8;
  }

  static String contentType(boolean allowsUtf8) {
    return "text/plain; version=0.0.4; charset=utf-8; escaping="
        + (allowsUtf8 ? "allow-utf-8" : "underscores");
  }

  @Override
  public boolean writeNext(Writer text) throws IOException {
    int end = Math.min(samples.size(), next + SAMPLES);
    for (; next < end; next++) {
      write(samples.get(next), text);
    }
    return next < samples.size();
  }

  private void write(FederatedSample sample, Writer text) throws IOException {
    String name = sample.name();
    if (name.isEmpty()) {
      return;
    }
    if (!name.equals(lastName)) {
      text.write("# TYPE " + name(name) + " untyped\n");
      lastName = name;
    }
    boolean isPlain = !allowsUtf8 || PLAIN_NAME.matcher(name).matches();
    text.write(isPlain ? name(name) + '{' : '{' + name(name) + ',');
    Labels labels = sample.labels();
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.name(i).equals(Labels.METRIC_NAME)) {
        text.write(name(labels.name(i)) + "=\"" + escaped(labels.value(i)) + "\",");
      }
    }
    text.write(labels.has(INSTANCE) ? "" : INSTANCE + "=\"\"");
    text.write("} " + FloatText.compact(sample.value()) + ' ' + sample.timestampMillis() + '\n');
  }

  private String name(String name) {
    if (PLAIN_NAME.matcher(name).matches()) {
      return name;
    }
    return allowsUtf8 ? '"' + escaped(name) + '"' : ODD_CHARACTER.matcher(name).replaceAll("_");
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }
}
