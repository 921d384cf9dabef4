// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProtocolTest {
  @Test
  void common_isTheHighestThatBothSpeak() {
    assertThat(Protocol.common(2, 4, 1, 3)).hasValue(3);
    assertThat(Protocol.common(1, 3, 2, 4)).hasValue(3);
    assertThat(Protocol.common(1, 9, 2, 4)).hasValue(4);
    assertThat(Protocol.common(1, 2, 2, 2)).hasValue(2);
  }

  @Test
  void common_ofRangesThatDoNotOverlapIsEmpty() {
    assertThat(Protocol.common(1, 2, 3, 4)).isEmpty();
    assertThat(Protocol.common(3, 4, 1, 2)).isEmpty();
    assertThat(Protocol.common(Protocol.GREATEST + 1, Protocol.GREATEST + 1)).isEmpty();
    assertThat(Protocol.common(0, Protocol.LEAST - 1)).isEmpty();
  }
}
