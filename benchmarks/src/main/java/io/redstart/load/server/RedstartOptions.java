// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that start Redstart. */
public final class RedstartOptions {
  private static final String MAIN_CLASS = "io.redstart.deploy.Redstart";

  @Option(names = "--jar", description = "redstart.jar; by default the classes of this command")
  private @Nullable Path jar;

  @Option(
      names = "--java",
      description = "options of Redstart's JVM, separated by blanks (default ${DEFAULT-VALUE})")
  private String javaOptions = "-Xmx2g";

  @Option(names = "--set", description = "settings of Redstart")
  private List<String> settings = new ArrayList<>();

  /**
   * Makes a server without starting it.
   *
   * @param own further settings, each {@code key=value}
   */
  public RedstartServer server(Path store, Path log, List<String> own) {
    List<String> all = new ArrayList<>(own);
    all.addAll(settings);
    return new RedstartServer(javaCommand(), all, store, log);
  }

  private List<String> javaCommand() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    // Compiler threads that never end keep their CPU time visible.
    command.add("-XX:-UseDynamicNumberOfCompilerThreads");
    command.addAll(List.of(javaOptions.trim().split(" +", -1)));
    if (jar == null) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
    } else {
      command.addAll(List.of("-jar", jar.toString()));
    }
    return command;
  }
}
