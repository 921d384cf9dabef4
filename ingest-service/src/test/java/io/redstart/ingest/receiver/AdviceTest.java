// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.red.Rejection;
import io.redstart.ingest.shard.SubmissionRefusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceTest {
  @ParameterizedTest
  @EnumSource(value = ExportAnswer.Kind.class, names = "ACCEPTED", mode = EnumSource.Mode.EXCLUDE)
  void everyAnswer_hasAdvice(ExportAnswer.Kind kind) {
    assertThat(Advice.on(ExportAnswer.of(kind, "").reason())).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyRefusal_hasAdvice(SubmissionRefusal reason) {
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
