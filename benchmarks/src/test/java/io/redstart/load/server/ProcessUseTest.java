// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessUseTest {
  @Test
  void of_readsThisProcess() throws Exception {
    ProcessUse use = ProcessUse.of(ProcessHandle.current().pid());
    assertThat(use.cpuMillis()).isGreaterThan(use.jitMillis());
    assertThat(use.residentBytes()).isGreaterThan(10 << 20);
    assertThat(use.peakBytes()).isGreaterThanOrEqualTo(use.residentBytes());
  }
}
