// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter err = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  private ProgressLine line(boolean isTerminal) {
    return new ProgressLine(new PrintWriter(err), isTerminal, nanos::get);
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private String shown() {
    String all = err.toString();
    return all.substring(all.lastIndexOf('\r') + 1).stripTrailing();
  }

  @Test
  void work_hasABarAndTheTimeLeft() {
    ProgressLine line = line(true);
    line.at("copying", 0, 400);
    pass(30);
    line.at("copying", 100, 400);

    assertThat(shown()).isEqualTo("copying [#######---------------------]  25 %, 1:30 left");
  }

  @Test
  void nextWork_beginsItsOwnTime() {
    ProgressLine line = line(true);
    line.at("copying", 0, 2);
    pass(100);
    line.at("adding up", 0, 10);
    pass(1);
    line.at("adding up", 5, 10);

    assertThat(shown()).endsWith(" 50 %, 0:01 left");
  }

  @Test
  void workOfUnknownLength_isNamed() {
    ProgressLine line = line(true);
    pass(1);
    line.at("reading the journal", 0, 1);

    assertThat(shown()).isEqualTo("reading the journal");
  }

  @Test
  void fewLines_areShownEachSecond() {
    ProgressLine line = line(true);
    for (int i = 0; i < 1000; i++) {
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
      line.at("copying", i, 1000);
    }

    assertThat(err.toString().chars().filter(one -> one == '\r').count()).isEqualTo(5);
  }

  @Test
  void clearing_leavesAnEmptyLine() {
    ProgressLine line = line(true);
    pass(1);
    line.at("copying", 1, 2);
    line.clear();

    assertThat(shown()).isEmpty();
  }

  @Test
  void elsewhere_nothingIsShown() {
    ProgressLine line = line(false);
    pass(1);
    line.at("copying", 1, 2);
    line.clear();

    assertThat(err.toString()).isEmpty();
  }
}
