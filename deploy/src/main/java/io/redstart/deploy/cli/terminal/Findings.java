// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import java.io.PrintWriter;

/**
 * Prints what was found, as it is found, one line each, and below it what to do.
 *
 * <pre>
 *   ok    query service: ready at http://localhost:9090
 *   fail  spans: none was ever counted
 *         → send spans to the OTLP ports 4317 (gRPC) or 4318 (HTTP)
 * </pre>
 */
public final class Findings {
  private final PrintWriter out;
  private int warnings;
  private int failures;

  /** Prints to a stream. */
  public Findings(PrintWriter out) {
    this.out = out;
  }

  /** Something is as it should be. */
  public void ok(String subject, String what) {
    line("ok  ", subject, what);
  }

  /** Something can be meant so, or can become a problem. */
  public void warn(String subject, String what, String remedy) {
    warnings++;
    line("warn", subject, what);
    remedy(remedy);
  }

  /** Something is the reason for an empty page. */
  public void fail(String subject, String what, String remedy) {
    failures++;
    line("fail", subject, what);
    remedy(remedy);
  }

  private void line(String level, String subject, String what) {
    out.println(level + "  " + subject + ": " + Shown.text(what));
    out.flush();
  }

  private void remedy(String remedy) {
    out.println("      → " + Shown.text(remedy));
    out.flush();
  }

  /** Returns how many failures there are. */
  public int failures() {
    return failures;
  }

  /** Returns how many warnings there are. */
  public int warnings() {
    return warnings;
  }
}
