// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final List<String> heard = new ArrayList<>();

  @Test
  void check_returnsUntilCancelled() {
    assertThatCode(cancellation::check).doesNotThrowAnyException();

    cancellation.cancel(Cancellation.Reason.TIMEOUT);

    assertThatThrownBy(cancellation::check)
        .isInstanceOf(CancelledException.class)
        .hasMessage("query timed out in query execution");
  }

  @Test
  void cancel_onlyTheFirstReasonCounts() {
    assertThat(cancellation.cancel(Cancellation.Reason.CANCELED)).isTrue();
    assertThat(cancellation.cancel(Cancellation.Reason.TIMEOUT)).isFalse();

    assertThatThrownBy(cancellation::check).hasMessageContaining("canceled");
  }

  @Test
  void onCancel_runsOnceBeforeAndAfter() {
    cancellation.onCancel(() -> heard.add("before"));
    cancellation.cancel(Cancellation.Reason.CANCELED);
    cancellation.cancel(Cancellation.Reason.CANCELED);
    cancellation.onCancel(() -> heard.add("after"));

    assertThat(heard).containsExactly("before", "after");
  }
}
