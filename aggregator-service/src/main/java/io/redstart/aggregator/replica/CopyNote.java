// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is noted in the folder of a replica about its origin, in the file {@code copied}: two lines.
 *
 * @param drain the random id of the drain that made the copy
 * @param commit the last commit of the original that it holds
 */
public record CopyNote(long drain, long commit) {
  private static final String NAME = "copied";
  private static final CopyNote NONE = new CopyNote(0, 0);

  /** Reads the note of a folder; zeros if there is none. */
  public static CopyNote of(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return NONE;
    }
    List<String> lines = Files.readAllLines(file);
    try {
      return new CopyNote(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return NONE;
    }
  }

  /** Writes the note; it becomes durable with the folder. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(NAME), drain + "\n" + commit + "\n");
  }
}
