// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks that a folder for the data exists or can be created. */
final class StoreFolder {
  private StoreFolder() {}

  /** Returns why a path cannot hold data, if there is a reason. */
  static Optional<String> problem(String text) {
    Path path;
    try {
      path = Path.of(text).toAbsolutePath();
    } catch (InvalidPathException e) {
      return Optional.of("not a path: " + e.getReason());
    }
    Path existing = nearestExisting(path);
    if (existing == null) {
      return Optional.of("no part of this path exists");
    }
    String what = existing.equals(path) ? "" : "cannot be created: " + existing + " ";
    if (!Files.isDirectory(existing)) {
      return Optional.of(what + "is a file, not a folder");
    }
    return Files.isWritable(existing) ? Optional.empty() : Optional.of(what + "is not writable");
  }

  private static @Nullable Path nearestExisting(Path path) {
    Path existing = path;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing;
  }
}
