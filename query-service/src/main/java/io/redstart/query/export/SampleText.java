// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.number.FloatText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Collects lines of Prometheus' text formats. The labels are made once for all lines of a label set.
 *
 * <pre>
 *   calls_total{service_name="cart",instance=""} 12 1700000000000
 * </pre>
 *
 * <p>A label set without {@code instance} gets an empty one, so that the scraping Prometheus, which
 * must honor our labels, does not add the address of this process.
 */
public final class SampleText {
  private static final int FIRST_BYTES = 8 << 10;
  private static final int FIRST_LABELS_BYTES = 256;
  private static final byte[] COMMA = {','};
  private static final byte[] QUOTE = {'"'};
  private static final double WHOLE_MAX = 0x1p53;
  /** The label that the scraper would set if it were missing. */
  static final String INSTANCE = "instance";

  private static final Pattern ODD_CHARACTER = Pattern.compile("^[0-9]|[^a-zA-Z0-9_:]");

  private final boolean allowsUtf8;
  private final Utf8Bytes lines = new Utf8Bytes(FIRST_BYTES);
  private final Utf8Bytes labels = new Utf8Bytes(FIRST_LABELS_BYTES);
  /** By label name: the name as it is written, and what is between it and the value. */
  private final Map<String, byte[]> openings = new HashMap<>();

  /**
   * Creates an empty text.
   *
   * @param allowsUtf8 whether names may be quoted; otherwise odd characters become underscores
   */
  public SampleText(boolean allowsUtf8) {
    this.allowsUtf8 = allowsUtf8;
  }

  /** Sets the labels of the next samples, {@code __name__} excepted. */
  public SampleText labels(Labels of) {
    labels.clear();
    for (int i = 0; i < of.size(); i++) {
      if (!of.name(i).equals(Labels.METRIC_NAME)) {
        label(of.name(i), of.value(i));
      }
    }
    if (!of.has(INSTANCE)) {
      label(INSTANCE, "");
    }
    return this;
  }

  private void label(String name, String value) {
    if (!labels.isEmpty()) {
      labels.add(COMMA);
    }
    labels.add(openings.computeIfAbsent(name, own -> (name(own) + "=\"").getBytes(UTF_8)));
    labels.addEscaped(value);
    labels.add(QUOTE);
  }

  /** Adds the name of a metric with the opening brace and the labels. */
  public SampleText series(String metric) {
    boolean isPlain = !allowsUtf8 || isPlain(metric);
    text(isPlain ? name(metric) + '{' : '{' + name(metric) + ',');
    lines.add(labels);
    return this;
  }

  /** Adds a name that needs no escaping, with its opening brace, and the labels. */
  SampleText series(byte[] nameAndBrace) {
    lines.add(nameAndBrace);
    lines.add(labels);
    return this;
  }

  /** Returns a metric's or label's name as it is written. */
  public String name(String name) {
    if (isPlain(name)) {
      return name;
    }
    return allowsUtf8
        ? '"' + Utf8Bytes.escaped(name) + '"'
        : ODD_CHARACTER.matcher(name).replaceAll("_");
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
      if (!isLetter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Adds a number. */
  public SampleText value(double value) {
    boolean isWhole = value >= 0 && value < WHOLE_MAX && value == Math.rint(value);
    if (isWhole) {
      lines.addDigits((long) value);
      return this;
    }
    return text(FloatText.general(value));
  }

  /** Adds text as it is. */
  public SampleText text(String text) {
    lines.add(text);
    return this;
  }

  /** Adds bytes of UTF-8 as they are. */
  SampleText raw(byte[] text) {
    lines.add(text);
    return this;
  }

  /** Writes what was collected, and forgets it. */
  public void writeTo(OutputStream out) throws IOException {
    lines.writeTo(out);
    lines.clear();
  }
}
