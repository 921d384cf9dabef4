// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What is fatal; that the process ends by it is tested where there is a process. */
class FatalErrorsTest {
  private final StackOverflowError error = new StackOverflowError();

  @Test
  void find_looksIntoCauses() {
    assertThat(FatalErrors.find(error)).isSameAs(error);
    assertThat(FatalErrors.find(new ExecutionException(new IllegalStateException(error))))
        .isSameAs(error);
  }

  @Test
  void find_looksIntoWhatWasSuppressed() {
    IOException failure = new IOException("a body failed");
    failure.addSuppressed(error);
    assertThat(FatalErrors.find(new IllegalStateException(failure))).isSameAs(error);
  }

  @Test
  void find_passesWhatIsNotFatal() {
    assertThat(FatalErrors.find(null)).isNull();
    assertThat(FatalErrors.find(new IllegalStateException("a mistake"))).isNull();
    assertThat(FatalErrors.find(new AssertionError("a mistake"))).isNull();
  }

  @Test
  void find_endsWhereCausesGoInACircle() {
    IllegalStateException first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    assertThat(FatalErrors.find(first)).isNull();
  }
}
