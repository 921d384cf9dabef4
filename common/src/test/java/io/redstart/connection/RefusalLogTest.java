// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
  private static final String BUSY = "the aggregators are busy";

  private final List<String> lines = new ArrayList<>();
  private long nowNanos = -5;
  private final RefusalLog log = new RefusalLog(
      () -> nowNanos, reason -> reason.equals("no_room") ? "add aggregators" : "", lines::add);

  @Test
  void request_isToldAtOnce_withWhatHelps() {
    log.request("no_room", BUSY);
    assertThat(lines)
        .containsExactly(
            "1 request not accepted (no_room): the aggregators are busy; add aggregators");
  }

  @Test
  void doubtfulRequests_areToldWithTheirFate() {
    log.doubtful("unrecognized", "accepted without a span", "field 7 is not known");
    log.doubtful("unrecognized", "accepted without a span", "field 8 is not known");
    assertThat(lines)
        .containsExactly("1 request accepted without a span (unrecognized): field 7 is not known");
  }

  @Test
  void requests_ofTheNextMinute_areToldTogether() {
    log.request("no_room", BUSY);
    for (int second = 1; second < 60; second++) {
      pass(Duration.ofSeconds(1));
      log.request("no_room", BUSY);
      log.tellDue();
    }
    assertThat(lines).hasSize(1);

    pass(Duration.ofSeconds(1));
    log.request("no_room", BUSY);
    assertThat(lines)
        .hasSize(2)
        .last()
        .isEqualTo("60 requests in 60 s not accepted (no_room): the aggregators are busy;"
            + " add aggregators");
  }

  @Test
  void requests_thatWereHeldBack_areToldWithoutAnother() {
    log.request("no_room", BUSY);
    log.request("no_room", BUSY);
    pass(Duration.ofSeconds(59));
    log.tellDue();
    assertThat(lines).hasSize(1);

    pass(Duration.ofSeconds(2));
    log.tellDue();
    log.tellDue();
    assertThat(lines).hasSize(2).last().asString().startsWith("1 request in 61 s not accepted");
  }

  @Test
  void reasons_haveLinesOfTheirOwn() {
    log.request("no_room", BUSY);
    log.connection("slow", "no request within 10 ms");
    log.spans(3, "rejected_invalid_utf8", "invalid UTF-8 in a label value");
    assertThat(lines)
        .hasSize(3)
        .last()
        .isEqualTo("3 spans not accepted (rejected_invalid_utf8): invalid UTF-8 in a label value");
  }

  @Test
  void example_isOneShortLine() {
    log.request("no_room", "a\r\nERROR\u2028b" + "x".repeat(300));
    assertThat(lines).singleElement().asString().contains("): a  ERROR bxxx", "xxx…; ");
    assertThat(lines.get(0)).hasSizeLessThan(400).doesNotContain("\n", "\r", "\u2028");
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }
}
