// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureFlagTest {
  @Test
  void of_findsByTheNameOfPrometheus() {
    assertThat(FeatureFlag.of(List.of("use-start-timestamps", "promql-experimental-functions")))
        .containsExactlyInAnyOrder(
            FeatureFlag.START_TIMESTAMPS, FeatureFlag.EXPERIMENTAL_FUNCTIONS);
    assertThat(FeatureFlag.of(List.of())).isEmpty();
  }

  @Test
  void of_anUnknownNameListsThoseThatExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureFlag.of(List.of("old-ui")))
        .withMessageContaining("promql-delayed-name-removal")
        .withMessageContaining("not old-ui");
  }
}
