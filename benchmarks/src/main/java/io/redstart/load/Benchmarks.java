// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.redstart.load.compare.CompareCommand;
import io.redstart.load.crash.CrashCommand;
import io.redstart.load.export.ExportsCommand;
import io.redstart.load.history.HistoryCommand;
import io.redstart.load.history.ScrapesCommand;
import io.redstart.load.scale.ScaleCommand;
import java.util.Arrays;
import org.openjdk.jmh.Main;
import picocli.CommandLine;

/** The main class of {@code benchmarks.jar}: runs one of our commands, or JMH. */
public final class Benchmarks {
  private Benchmarks() {}

  /** Runs one of our commands, or JMH with the same arguments. */
  public static void main(String[] args) throws Exception {
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "load" -> System.exit(new CommandLine(new LoadCommand()).execute(rest));
      case "compare" -> System.exit(new CommandLine(new CompareCommand()).execute(rest));
      case "crash" -> System.exit(new CommandLine(new CrashCommand()).execute(rest));
      case "exports" -> System.exit(new CommandLine(new ExportsCommand()).execute(rest));
      case "history" -> System.exit(new CommandLine(new HistoryCommand()).execute(rest));
      case "scale" -> System.exit(new CommandLine(new ScaleCommand()).execute(rest));
      case "scrapes" -> System.exit(new CommandLine(new ScrapesCommand()).execute(rest));
      case "verify" -> System.exit(new CommandLine(new VerifyCommand()).execute(rest));
      default -> Main.main(args);
    }
  }
}
