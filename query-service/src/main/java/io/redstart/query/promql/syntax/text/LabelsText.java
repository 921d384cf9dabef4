// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.text;

import io.redstart.model.Labels;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Writes labels as Prometheus' messages do: {@code {__name__="up", job="api"}}. */
public final class LabelsText {
  /** A label name that needs no quotes. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private LabelsText() {}

  /** Returns the text of labels. */
  public static String of(Labels labels) {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    labels.forEach((name, value) -> {
      String label = PLAIN_NAME.matcher(name).matches() ? name : QuotedText.quote(name);
      text.add(label + '=' + QuotedText.quote(value));
    });
    return text.toString();
  }
}
