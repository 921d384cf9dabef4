// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksNativeTest {
  private static final byte[] LIBRARY = {1, 2, 3};

  @TempDir
  Path parent;

  @Test
  void unpack_usesOneFileAgain() throws IOException {
    Path folder = RocksNative.unpack(LIBRARY, parent);
    Path library = onlyLibrary(folder);
    Object file = Files.getAttribute(library, "unix:ino");
    assertThat(RocksNative.unpack(LIBRARY, parent)).isEqualTo(folder);
    assertThat(Files.getAttribute(library, "unix:ino")).isEqualTo(file);
    assertThat(list(parent)).containsExactly(folder);
    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(fromString("rwx------"));
  }

  @Test
  void unpack_replacesADamagedFileWithoutChangingIt() throws IOException {
    Path library = onlyLibrary(RocksNative.unpack(LIBRARY, parent));
    Path mapped = Files.createLink(parent.resolve("mapped"), library);
    Files.write(library, new byte[] {1, 2});
    RocksNative.unpack(LIBRARY, parent);
    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(mapped).hasBinaryContent(new byte[] {1, 2});
  }

  @Test
  void unpack_ignoresWhatAKilledProcessLeft() throws IOException {
    Path folder = RocksNative.unpack(LIBRARY, parent);
    Path library = onlyLibrary(folder);
    Files.delete(library);
    Files.write(folder.resolve("partial"), new byte[100]);
    RocksNative.unpack(LIBRARY, parent);
    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(folder.resolve("partial")).doesNotExist();
  }

  @Test
  void unpack_keepsVersionsApart() throws IOException {
    Path folder = RocksNative.unpack(LIBRARY, parent);
    assertThat(RocksNative.unpack(new byte[] {4}, parent)).isNotEqualTo(folder);
    assertThat(onlyLibrary(folder)).hasBinaryContent(LIBRARY);
  }

  @Test
  void unpack_refusesAFolderThatOthersCanChange() throws IOException {
    Path folder = RocksNative.unpack(LIBRARY, parent);
    Files.setPosixFilePermissions(folder, fromString("rwxrwx---"));
    assertThatIOException()
        .isThrownBy(() -> RocksNative.unpack(LIBRARY, parent))
        .withMessageContaining("can be changed by others");
  }

  @Test
  void unpack_refusesALink() throws IOException {
    Path folder = RocksNative.unpack(LIBRARY, parent);
    Path target = Files.move(folder, parent.resolve("elsewhere"));
    Files.createSymbolicLink(folder, target);
    assertThatIOException().isThrownBy(() -> RocksNative.unpack(LIBRARY, parent));
  }

  @Test
  void bundled_namesTheBuildPropertyIfThereIsNoLibrary() {
    assertThatExceptionOfType(UnsatisfiedLinkError.class)
        .isThrownBy(() -> RocksNative.bundled("librocksdbjni-vax.so", null))
        .withMessageContaining("librocksdbjni-vax.so")
        .withMessageContaining("-Drocksdbjni.classifier");
  }

  private static Path onlyLibrary(Path folder) throws IOException {
    List<Path> libraries = list(folder).stream()
        .filter(file -> file.getFileName().toString().startsWith("librocksdbjni"))
        .toList();
    assertThat(libraries).hasSize(1);
    return libraries.get(0);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
