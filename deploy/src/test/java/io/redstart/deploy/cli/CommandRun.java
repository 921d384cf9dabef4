// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import io.redstart.deploy.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What a command printed, and its exit code. */
public record CommandRun(int code, String out, String err) {
  /** The time of {@link #of(String...)}. */
  public static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static final Terminal NO_TERMINAL = new Terminal() {
    @Override
    public boolean isTerminal() {
      return false;
    }

    @Override
    public Size size() {
      return new Size(80, 20);
    }

    @Override
    public Screen open(PrintWriter out) {
      throw new IllegalStateException("there is no terminal");
    }
  };

  /** Runs a command without a terminal. */
  public static CommandRun of(String... line) {
    return of(InstantSource.fixed(NOW), line);
  }

  /** Runs a command without a terminal at some time. */
  public static CommandRun of(InstantSource clock, String... line) {
    return of(clock, NO_TERMINAL, line);
  }

  /** Runs a command: its name and arguments. */
  public static CommandRun of(InstantSource clock, Terminal terminal, String... line) {
    ClientCommand command = ClientService.commands(clock, terminal).stream()
        .filter(one -> one.name().equals(line[0]))
        .findFirst()
        .orElseThrow();
    CommandSpec spec = CommandSpec.create().name(command.name());
    command.describe(spec);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Streams streams = new Streams(new PrintWriter(out), new PrintWriter(err));
    int code = new CommandLine(spec)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new PrintWriter(err))
        .setExecutionStrategy(arguments -> ClientService.run(command, arguments, streams))
        .execute(Arrays.copyOfRange(line, 1, line.length));
    return new CommandRun(code, out.toString(), err.toString());
  }
}
