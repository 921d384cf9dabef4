// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionFileTest {
  @TempDir
  private Path folder;

  @Test
  void read_returnsWhatWasWrittenLast() throws IOException {
    PositionFile file = new PositionFile(folder.resolve("deep/er"), "otlp");
    assertThat(file.read()).isEmpty();
    file.write(1_700_000_000_000L);
    file.write(1_700_000_015_000L);
    assertThat(new PositionFile(folder.resolve("deep/er"), "otlp").read())
        .hasValue(1_700_000_015_000L);
    assertThat(new PositionFile(folder.resolve("deep/er"), "remote_write").read())
        .isEmpty();
  }

  @Test
  void read_refusesOtherContent() throws IOException {
    Files.writeString(folder.resolve("otlp.position"), "yesterday");
    assertThatThrownBy(() -> new PositionFile(folder, "otlp").read())
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "otlp.position does not hold a time in epoch milliseconds; remove it to begin at now");
  }

  @Test
  void read_ignoresADraft() throws IOException {
    PositionFile file = new PositionFile(folder, "otlp");
    file.write(5);
    Files.writeString(folder.resolve("otlp.position.new"), "17");
    assertThat(file.read()).hasValue(5);
  }
}
