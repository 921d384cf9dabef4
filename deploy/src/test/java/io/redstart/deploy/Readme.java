// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Extracts from the README the blocks that a reader copies. */
final class Readme {
  private static final Path PAGE = Path.of("..", "README.md");

  private Readme() {}

  /** Returns the blocks of code in a language, in order. */
  static List<String> blocks(String language) {
    Pattern fence = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$");
    try {
      return fence
          .matcher(Files.readString(PAGE))
          .results()
          .map((MatchResult block) -> block.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the complete configuration of a Jaeger. */
  static String jaegerFile() {
    return blocks("yaml").stream()
        .filter(block -> block.contains("jaeger_storage:"))
        .findFirst()
        .orElseThrow();
  }
}
