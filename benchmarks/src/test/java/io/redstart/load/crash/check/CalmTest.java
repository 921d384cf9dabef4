// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CalmTest {
  private final Calm calm = new Calm();

  @Test
  void hasNotBegunAtFirst() {
    assertThat(calm.hasLastedSince(calm.changes())).isFalse();
  }

  @Test
  void lastsForAQuestionThatIsAskedAndAnsweredInIt() {
    calm.calm();
    int asked = calm.changes();

    assertThat(calm.hasLastedSince(asked)).isTrue();
  }

  @Test
  void endsForAQuestionThatWasAskedBeforeTheDisturbance() {
    calm.calm();
    int asked = calm.changes();
    calm.disturbed();

    assertThat(calm.hasLastedSince(asked)).isFalse();
  }

  @Test
  void doesNotBeginForAQuestionThatWasAskedDuringTheDisturbance() {
    calm.calm();
    calm.disturbed();
    int asked = calm.changes();
    calm.calm();

    assertThat(calm.hasLastedSince(asked)).isFalse();
  }

  @Test
  void hasNotLastedThroughAWholeDisturbance() {
    calm.calm();
    int asked = calm.changes();
    calm.disturbed();
    calm.calm();

    assertThat(calm.hasLastedSince(asked)).isFalse();
  }
}
