// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command that asks running servers and needs no settings. */
public interface ClientCommand {
  /** Returns its name on the command line. */
  String name();

  /** Returns what it does, in one sentence. */
  String description();

  /** Adds its options, parameters, examples and exit codes. */
  void describe(CommandSpec spec);

  /**
   * Runs it and returns its exit code.
   *
   * @throws IllegalArgumentException if an argument is wrong
   * @throws io.redstart.deploy.cli.http.AnswerException if a server does not answer as it should
   */
  int run(ParseResult arguments, Streams streams);
}
