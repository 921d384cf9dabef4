// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DiskFailureTest {
  @Test
  void sentence_namesTheInnermostFailureInOneLine() {
    IOException sync = new IOException("Input/output\nerror");
    assertThat(DiskFailure.sentence(
            new CompletionException(new IOException("an earlier write failed", sync))))
        .isEqualTo("Input/output error");
  }

  @Test
  void sentence_keepsWhatTheKeyValueStoreSays() {
    KeyValuesException flush =
        new KeyValuesException("cannot flush: No space left", true, new IOException("No space"));
    assertThat(DiskFailure.sentence(flush)).isEqualTo("cannot flush: No space left");
  }

  @Test
  void sentence_isNullForABug() {
    assertThat(DiskFailure.sentence(new IllegalStateException("3 of 2", new Error())))
        .isNull();
  }
}
