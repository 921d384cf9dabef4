// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksNativeTest {
  private static final byte[] LIBRARY = {1, 2, 3};

  @TempDir
  Path parent;

  @TempDir
  Path jar;

  private URL library;

  @BeforeEach
  void writeLibrary() throws IOException {
    library = libraryOf(LIBRARY);
  }

  private URL libraryOf(byte[] content) throws IOException {
    Path file = jar.resolve("library" + content.length);
    return Files.write(file, content).toUri().toURL();
  }

  @Test
  void unpack_usesOneFileAgain() throws IOException {
    Path folder = RocksNative.unpack(library, parent);
    Path unpacked = onlyLibrary(folder);
    Object file = Files.getAttribute(unpacked, "unix:ino");
    assertThat(RocksNative.unpack(library, parent)).isEqualTo(folder);
    assertThat(Files.getAttribute(unpacked, "unix:ino")).isEqualTo(file);
    assertThat(list(parent)).containsExactly(folder);
    assertThat(unpacked).hasBinaryContent(LIBRARY);
    assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(fromString("rwx------"));
  }

  @Test
  void unpack_replacesADamagedFileWithoutChangingIt() throws IOException {
    Path unpacked = onlyLibrary(RocksNative.unpack(library, parent));
    Path mapped = Files.createLink(parent.resolve("mapped"), unpacked);
    Files.write(unpacked, new byte[] {1, 2});
    RocksNative.unpack(library, parent);
    assertThat(unpacked).hasBinaryContent(LIBRARY);
    assertThat(mapped).hasBinaryContent(new byte[] {1, 2});
  }

  @Test
  void unpack_ignoresWhatAKilledProcessLeft() throws IOException {
    Path folder = RocksNative.unpack(library, parent);
    Path unpacked = onlyLibrary(folder);
    Files.delete(unpacked);
    Files.write(folder.resolve("partial"), new byte[100]);
    RocksNative.unpack(library, parent);
    assertThat(unpacked).hasBinaryContent(LIBRARY);
    assertThat(folder.resolve("partial")).doesNotExist();
  }

  @Test
  void unpack_keepsVersionsApart() throws IOException {
    Path folder = RocksNative.unpack(library, parent);
    assertThat(RocksNative.unpack(libraryOf(new byte[] {4}), parent)).isNotEqualTo(folder);
    assertThat(onlyLibrary(folder)).hasBinaryContent(LIBRARY);
  }

  @Test
  void unpack_refusesAFolderThatOthersCanChange() throws IOException {
    Path folder = RocksNative.unpack(library, parent);
    Files.setPosixFilePermissions(folder, fromString("rwxrwx---"));
    assertThatIOException()
        .isThrownBy(() -> RocksNative.unpack(library, parent))
        .withMessageContaining("can be changed by others");
  }

  @Test
  void unpack_refusesALink() throws IOException {
    Path folder = RocksNative.unpack(library, parent);
    Path target = Files.move(folder, parent.resolve("elsewhere"));
    Files.createSymbolicLink(folder, target);
    assertThatIOException().isThrownBy(() -> RocksNative.unpack(library, parent));
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
