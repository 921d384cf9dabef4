// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.red.Rejection;
import io.redstart.ingest.shard.Outcome;
import io.redstart.ingest.shard.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalLogTest {
  private static final Answer BUSY =
      Answer.of(new Outcome.Refused(Refusal.NO_ROOM, "the aggregators are busy", 700), 0, "");
  private static final String WHAT_HELPS =
      "add aggregators, or give them more processors: they fall behind";

  private final List<String> lines = new ArrayList<>();
  private long nowNanos = -5;
  private final RefusalLog log = new RefusalLog(() -> nowNanos, lines::add);

  @Test
  void request_isToldAtOnce_withWhatHelps() {
    log.request(BUSY);
    assertThat(lines)
        .containsExactly(
            "1 request not accepted (no_room): the aggregators are busy; " + WHAT_HELPS);
  }

  @Test
  void requests_ofTheNextMinute_areToldTogether() {
    log.request(BUSY);
    for (int second = 1; second < 60; second++) {
      pass(Duration.ofSeconds(1));
      log.request(BUSY);
      log.tellDue();
    }
    assertThat(lines).hasSize(1);

    pass(Duration.ofSeconds(1));
    log.request(BUSY);
    assertThat(lines)
        .hasSize(2)
        .last()
        .isEqualTo(
            "60 requests in 60 s not accepted (no_room): the aggregators are busy; " + WHAT_HELPS);
  }

  @Test
  void requests_thatWereHeldBack_areToldWithoutAnother() {
    log.request(BUSY);
    log.request(BUSY);
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
    log.request(BUSY);
    log.request(Answer.of(Answer.Kind.MALFORMED, "malformed: length 9 exceeds 0 bytes left"));
    log.spans(3, "rejected_invalid_utf8", "invalid UTF-8 in a label value");
    assertThat(lines).hasSize(3).last().asString().startsWith("3 spans not accepted (rejected_");
  }

  @Test
  void example_isOneShortLine() {
    log.request(Answer.of(Answer.Kind.MALFORMED, "a\r\nERROR\u2028b" + "x".repeat(300)));
    assertThat(lines).singleElement().asString().contains("): a  ERROR bxxx", "xxx…; ");
    assertThat(lines.get(0)).hasSizeLessThan(400).doesNotContain("\n", "\r", "\u2028");
  }

  @ParameterizedTest
  @EnumSource(value = Answer.Kind.class, names = "ACCEPTED", mode = EnumSource.Mode.EXCLUDE)
  void everyAnswer_hasAdvice(Answer.Kind kind) {
    assertThat(Advice.on(Answer.of(kind, "").reason())).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyRefusal_hasAdvice(Refusal reason) {
    assertThat(Advice.on(reason.tag())).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyRejection_hasAdvice(Rejection reason) {
    assertThat(Advice.on("rejected_" + reason.tag())).isNotEmpty();
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }
}
