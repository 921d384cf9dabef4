// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs other projects' programs; tests are skipped if they are not installed. */
public final class PeerProgram {
  private PeerProgram() {}

  /** Returns a program from its variable or PATH; skips the test if there is none. */
  public static Path find(String name, String variable) {
    Optional<Path> program =
        Optional.ofNullable(System.getenv(variable)).map(Path::of).filter(Files::isExecutable);
    if (program.isEmpty()) {
      program = List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
          .map(folder -> Path.of(folder, name))
          .filter(Files::isExecutable)
          .findFirst();
    }
    assumeTrue(program.isPresent(), "no " + name + " on PATH or in " + variable);
    return program.orElseThrow();
  }

  /** Starts a program whose output goes to {@code target/<name>.log}. */
  static Process start(String name, Path program, List<String> arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(arguments);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(new File("target/" + name + ".log"))
        .start();
  }
}
