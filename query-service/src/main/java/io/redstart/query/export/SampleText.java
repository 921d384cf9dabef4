// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.FloatText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
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
  private static final int LONG_MAX_DIGITS = 20;
  private static final double WHOLE_MAX = 0x1p53;
  /** The label that the scraper would set if it were missing. */
  static final String INSTANCE = "instance";

  private static final Pattern ODD_CHARACTER = Pattern.compile("^[0-9]|[^a-zA-Z0-9_:]");

  private final boolean allowsUtf8;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;
  private byte[] labels = {};

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
    StringBuilder text = new StringBuilder();
    of.forEach((name, value) -> {
      if (!name.equals(Labels.METRIC_NAME)) {
        text.append(name(name)).append("=\"").append(escaped(value)).append("\",");
      }
    });
    text.append(of.has(INSTANCE) ? "" : INSTANCE + "=\"\",");
    text.setLength(Math.max(0, text.length() - 1));
    labels = text.toString().getBytes(UTF_8);
    return this;
  }

  /** Adds the name of a metric with the opening brace and the labels. */
  public SampleText series(String metric) {
    boolean isPlain = !allowsUtf8 || isPlain(metric);
    return text(isPlain ? name(metric) + '{' : '{' + name(metric) + ',').raw(labels);
  }

  /** Adds a name that needs no escaping, with its opening brace, and the labels. */
  SampleText series(byte[] nameAndBrace) {
    return raw(nameAndBrace).raw(labels);
  }

  /** Returns a metric's or label's name as it is written. */
  public String name(String name) {
    if (isPlain(name)) {
      return name;
    }
    return allowsUtf8 ? '"' + escaped(name) + '"' : ODD_CHARACTER.matcher(name).replaceAll("_");
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

  private static String escaped(String value) {
    boolean isPlain = value.indexOf('\\') < 0 && value.indexOf('\n') < 0 && value.indexOf('"') < 0;
    return isPlain ? value : value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }

  /** Adds a number. */
  public SampleText value(double value) {
    boolean isWhole = value >= 0 && value < WHOLE_MAX && value == Math.rint(value);
    return isWhole ? digits((long) value) : text(FloatText.general(value));
  }

  private SampleText digits(long value) {
    ensureRoom(LONG_MAX_DIGITS);
    int end = size + 1;
    for (long left = value; left >= 10; left /= 10) {
      end++;
    }
    long left = value;
    for (int at = end - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    size = end;
    return this;
  }

  /** Adds text as it is. */
  public SampleText text(String text) {
    return raw(text.getBytes(UTF_8));
  }

  /** Adds bytes of UTF-8 as they are. */
  SampleText raw(byte[] text) {
    ensureRoom(text.length);
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
    return this;
  }

  private void ensureRoom(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  /** Writes what was collected, and forgets it. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }
}
