// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.export.SampleText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes samples in Prometheus' text format 0.0.4. Every metric is untyped:
 *
 * <pre>
 *   # TYPE calls_total untyped
 *   calls_total{service_name="cart",instance=""} 12 1700000000000
 * </pre>
 */
final class FederationText implements PartedAnswer.Parts {
  private static final int SAMPLES = 64;

  private final List<FederatedSample> samples;
  private final SampleText text;
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
    this.text = new SampleText(allowsUtf8);
  }

  static String contentType(boolean allowsUtf8) {
    return "text/plain; version=0.0.4; charset=utf-8; escaping="
        + (allowsUtf8 ? "allow-utf-8" : "underscores");
  }

  @Override
  public boolean writeNext(OutputStream out) throws IOException {
    int end = Math.min(samples.size(), next + SAMPLES);
    for (; next < end; next++) {
      add(samples.get(next));
    }
    text.writeTo(out);
    return next < samples.size();
  }

  private void add(FederatedSample sample) {
    String name = sample.name();
    if (name.isEmpty()) {
      return;
    }
    if (!name.equals(lastName)) {
      text.text("# TYPE " + text.name(name) + " untyped\n");
      lastName = name;
    }
    text.labels(sample.labels()).series(name).text("} ").value(sample.value());
    text.text(" " + sample.timestampMillis() + "\n");
  }
}
