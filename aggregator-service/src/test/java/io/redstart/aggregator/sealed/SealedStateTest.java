// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.sealed.SealedState.Progress;
import io.redstart.wire.MalformedFrameException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SealedStateTest {
  /** Stores of earlier builds have these bytes: do not change them. */
  private static final String BYTES = """
      01 version
      0000000000019a28 through: 105,000
      0000000000000102 first commit: 258
      0000000000000007 next id
      02 tiers
      00000000000186a0 first: rolled through 100,000
      000000000000c350 first: dropped through 50,000
      000000000000ea60 second: rolled through 60,000
      0000000000000000 second: dropped nothing
      """;

  private final SealedState state = new SealedState(
      105_000, 258, 7, List.of(new Progress(100_000, 50_000), new Progress(60_000, 0)));

  @Test
  void bytes_areThese() {
    assertThat(HexFormat.of().formatHex(state.toBytes())).isEqualTo(hex());
    assertThat(SealedState.from(HexFormat.of().parseHex(hex()))).isEqualTo(state);
  }

  @Test
  void cutBytes_areMalformed() {
    byte[] bytes = state.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SealedState.from(cut)).isInstanceOf(MalformedFrameException.class);
    }
  }

  @Test
  void otherVersion_isMalformed() {
    byte[] bytes = state.toBytes();
    bytes[0] = 2;
    assertThatThrownBy(() -> SealedState.from(bytes))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("state of version 2");
  }

  @Test
  void empty_hasNothingToRollUpOrDropBeforeItsBeginning() {
    assertThat(SealedState.empty(5_000, 2))
        .isEqualTo(new SealedState(
            5_000, 0, 0, List.of(new Progress(5_000, 5_000), new Progress(5_000, 5_000))));
  }

  @Test
  void with_changesOneTier() {
    SealedState changed = state.with(1, new Progress(100_000, 60_000));
    assertThat(changed.tiers())
        .containsExactly(new Progress(100_000, 50_000), new Progress(100_000, 60_000));
    assertThat(changed.withThrough(1, 2, 3)).isEqualTo(new SealedState(1, 2, 3, changed.tiers()));
  }

  @Test
  void addedTier_beginsWithWhatIsNotRolledUpYet() {
    assertThat(state.withTiers(3).tiers())
        .containsExactly(
            new Progress(100_000, 50_000), new Progress(60_000, 0), new Progress(60_000, 60_000));
    assertThat(state.withTiers(2)).isEqualTo(state);
  }

  private static String hex() {
    return BYTES.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining());
  }
}
