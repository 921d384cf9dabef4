// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
  private final TemporaryFolder folder = TemporaryFolder.create();

  @Test
  void delete_removesEverythingInIt() throws IOException {
    Files.createDirectories(folder.path().resolve("rows/deep"));
    Files.writeString(folder.path().resolve("rows/deep/file"), "a");
    assertThat(folder.delete().succeeded()).isTrue();
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void delete_ofAMissingFolderFails() {
    assertThat(folder.delete().succeeded()).isTrue();
    assertThat(folder.delete().cause()).isInstanceOf(NoSuchFileException.class);
  }
}
