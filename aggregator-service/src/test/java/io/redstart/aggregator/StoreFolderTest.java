// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFolderTest {
  @TempDir
  private Path folder;

  @Test
  void folderThatIsThere_orCanBeMade_isFine() {
    assertThat(problem(folder)).isEmpty();
    assertThat(problem(folder.resolve("a/b/c"))).isEmpty();
    assertThat(StoreFolder.problem("redstart-data")).isEmpty();
  }

  @Test
  void file_isNoFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(problem(file)).isEqualTo("is a file, not a folder");
    assertThat(problem(file.resolve("a/b")))
        .isEqualTo("cannot be created: " + file + " is a file, not a folder");
  }

  @Test
  void folderThatIsNotWritable_isUseless() throws Exception {
    Path readOnly = Files.createDirectory(folder.resolve("read-only"));
    assertThat(readOnly.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(readOnly)).as("root may write everywhere").isFalse();

    assertThat(problem(readOnly)).isEqualTo("is not writable");
    assertThat(problem(readOnly.resolve("a")))
        .isEqualTo("cannot be created: " + readOnly + " is not writable");
  }

  @Test
  void text_mustBeAPath() {
    assertThat(StoreFolder.problem("a\0b")).get().asString().startsWith("not a path: ");
  }

  private static String problem(Path path) {
    return StoreFolder.problem(path.toString()).orElse("");
  }
}
