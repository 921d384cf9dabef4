// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import io.redstart.deploy.cli.cluster.ClusterCommand;
import io.redstart.deploy.cli.compare.CompareCommand;
import io.redstart.deploy.cli.doctor.DoctorCommand;
import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.query.QueryCommand;
import io.redstart.deploy.cli.terminal.SttyTerminal;
import io.redstart.deploy.cli.terminal.Terminal;
import io.redstart.deploy.cli.top.TopCommand;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** The commands that ask running servers. */
public final class ClientService {
  private ClientService() {}

  /** Returns the commands, with this process's clock and terminal. */
  public static List<ClientCommand> commands() {
    return commands(InstantSource.system(), new SttyTerminal());
  }

  /** Returns the commands, with a clock and a terminal. */
  public static List<ClientCommand> commands(InstantSource clock, Terminal terminal) {
    return List.of(
        new QueryCommand(clock, terminal),
        new TopCommand(clock, terminal),
        new DoctorCommand(clock),
        new CompareCommand(clock, terminal),
        new ClusterCommand(clock, terminal));
  }

  /** Runs a command, and returns its exit code: 0, 1 if a server fails, 2 for a wrong argument. */
  public static int run(ClientCommand command, ParseResult arguments, Streams streams) {
    try {
      return command.run(arguments, streams);
    } catch (IllegalArgumentException e) {
      return fail(e, streams, ExitCode.USAGE);
    } catch (AnswerException e) {
      return fail(e, streams, ExitCode.SOFTWARE);
    }
  }

  private static int fail(Exception failure, Streams streams, int code) {
    streams.out().flush();
    streams.err().println(failure.getMessage());
    streams.err().flush();
    return code;
  }
}
