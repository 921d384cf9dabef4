// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of the demo's store. A killed demo leaves it behind, and no other demo uses it. */
record TemporaryFolder(Path path) {
  /** Creates an empty folder. */
  static TemporaryFolder create() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("redstart-demo"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a folder for the demo's store", e);
    }
  }

  /** Deletes the folder with everything in it, on the calling thread. */
  Future<Void> delete() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
      return Future.succeededFuture();
    } catch (IOException | UncheckedIOException e) {
      return Future.failedFuture(e);
    }
  }
}
