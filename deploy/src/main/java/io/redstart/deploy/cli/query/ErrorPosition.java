// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.query;

import io.redstart.deploy.cli.terminal.Shown;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows where an error is.
 *
 * <pre>
 *   invalid parameter "query": 1:6: parse error: unclosed left parenthesis
 *   sum (x
 *        ^
 * </pre>
 */
final class ErrorPosition {
  private static final Pattern POSITION = Pattern.compile("\\b(\\d+):(\\d+): parse error");

  private ErrorPosition() {}

  static void show(String promql, String message, PrintWriter err) {
    err.println(Shown.text(message));
    Matcher position = POSITION.matcher(message);
    String[] lines = promql.split("\n", -1);
    if (position.find() && Integer.parseInt(position.group(1)) <= lines.length) {
      String line = lines[Integer.parseInt(position.group(1)) - 1];
      err.println(Shown.text(line));
      err.println(" ".repeat(characters(line, Integer.parseInt(position.group(2)) - 1)) + "^");
    }
    err.flush();
  }

  /** Returns how many characters some bytes of UTF-8 are: positions count bytes. */
  private static int characters(String line, int bytes) {
    byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
    String before = new String(utf8, 0, Math.min(bytes, utf8.length), StandardCharsets.UTF_8);
    return before.codePointCount(0, before.length());
  }
}
