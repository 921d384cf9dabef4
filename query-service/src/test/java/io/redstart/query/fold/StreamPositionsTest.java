// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamPositionsTest {
  private static final byte[] LOW = {1};
  private static final byte[] MIDDLE = {1, 0};
  /** Bytes are unsigned. */
  private static final byte[] HIGH = {(byte) 0x80};

  private final StreamPositions positions = new StreamPositions(3);

  @Test
  void slowest_isUnknownUntilAllHaveBegun() {
    positions.reached(0, HIGH);
    positions.reached(1, LOW);
    assertThat(positions.slowest()).isNull();
    positions.ended(2);
    assertThat(positions.slowest()).isEqualTo(LOW);
  }

  @Test
  void slowest_isTheLeastOfThoseThatGoOn() {
    positions.reached(0, MIDDLE);
    positions.reached(1, LOW);
    positions.reached(2, HIGH);
    assertThat(positions.slowest()).isEqualTo(LOW);
    positions.ended(1);
    assertThat(positions.slowest()).isEqualTo(MIDDLE);
    positions.ended(0);
    positions.ended(2);
    assertThat(positions.slowest()).isNull();
  }

  @Test
  void ahead_isWhoIsNotTheSlowest() {
    positions.reached(0, HIGH);
    assertThat(positions.isAhead(0)).isTrue();
    assertThat(positions.isAhead(1)).isFalse();
    positions.reached(1, MIDDLE);
    positions.reached(2, MIDDLE);
    assertThat(positions.isAhead(0)).isTrue();
    assertThat(positions.isAhead(1)).isFalse();
    positions.ended(1);
    positions.ended(2);
    assertThat(positions.isAhead(0)).isFalse();
    positions.ended(0);
    assertThat(positions.isAhead(0)).isFalse();
  }
}
