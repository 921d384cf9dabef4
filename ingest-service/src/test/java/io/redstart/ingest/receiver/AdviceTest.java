// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.red.Rejection;
import io.redstart.ingest.shard.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"limit", "slow", "unrecognized"})
  void everyOtherReason_hasAdvice(String reason) {
    assertThat(Advice.on(reason)).isNotEmpty();
  }
}
