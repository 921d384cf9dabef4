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
  void open_returnsWhatWasWrittenLast() throws IOException {
    Path deep = folder.resolve("deep/er");
    try (PositionFile file = new PositionFile(deep, "otlp")) {
      assertThat(file.open()).isEmpty();
      file.write(1_700_000_000_000L);
      file.write(1_700_000_015_000L);
    }
    try (PositionFile same = new PositionFile(deep, "otlp");
        PositionFile other = new PositionFile(deep, "remote_write")) {
      assertThat(same.open()).hasValue(1_700_000_015_000L);
      assertThat(other.open()).isEmpty();
    }
  }

  @Test
  void open_refusesOtherContent_andIsNotLockedThen() throws IOException {
    Path text = folder.resolve("otlp.position");
    Files.writeString(text, "yesterday");
    PositionFile file = new PositionFile(folder, "otlp");
    assertThatThrownBy(file::open)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "otlp.position does not hold a time in epoch milliseconds; remove it to begin at now");
    Files.delete(text);
    Path begun = Files.writeString(folder.resolve("otlp.begun"), "\n");
    assertThatThrownBy(file::open)
        .hasMessageEndingWith("otlp.begun does not hold a time in epoch milliseconds;"
            + " remove it to go on from the position");
    Files.delete(begun);
    assertThat(file.open()).isEmpty();
    file.close();
  }

  @Test
  void open_refusesWhatIsInUse() throws IOException {
    try (PositionFile first = new PositionFile(folder, "otlp")) {
      first.open();
      assertThatThrownBy(new PositionFile(folder, "otlp")::open)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              folder + " is in use by process " + ProcessHandle.current().pid() + ", started ")
          .hasMessageEndingWith(
              ": configure this export in one process only, or choose another path");
    }
    try (PositionFile second = new PositionFile(folder, "otlp")) {
      assertThat(second.open()).isEmpty();
    }
  }

  @Test
  void begun_isWhatWasBegunLast() throws IOException {
    try (PositionFile file = new PositionFile(folder, "otlp")) {
      file.open();
      assertThat(file.begun()).isEmpty();
      file.write(5);
      file.begin(17);
    }
    try (PositionFile file = new PositionFile(folder, "otlp")) {
      assertThat(file.open()).hasValue(5);
      assertThat(file.begun()).hasValue(17);
    }
  }

  @Test
  void open_ignoresADraft() throws IOException {
    try (PositionFile file = new PositionFile(folder, "otlp")) {
      file.open();
      file.write(5);
    }
    Files.writeString(folder.resolve("otlp.position.new"), "17");
    try (PositionFile file = new PositionFile(folder, "otlp")) {
      assertThat(file.open()).hasValue(5);
    }
  }
}
