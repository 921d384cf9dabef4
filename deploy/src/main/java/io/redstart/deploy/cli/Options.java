// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import picocli.CommandLine.Model.OptionSpec;

/** Makes options, without annotations. */
public final class Options {
  private Options() {}

  /** Returns an option with a value. */
  public static OptionSpec option(String name, Class<?> type, String label, String description) {
    return OptionSpec.builder(name)
        .type(type)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** Returns an option whose value is a text. */
  public static OptionSpec text(String name, String label, String description) {
    return option(name, String.class, label, description);
  }
}
