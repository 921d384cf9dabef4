// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code redstart import} on the command line. */
public final class ImportOptions {
  private static final String FROM = "--from";
  private static final String SINCE = "--since";
  private static final String UNTIL = "--until";
  private static final String MATCH = "--match";
  private static final String CALLS = "--metric-calls";
  private static final String DURATION = "--metric-duration";
  private static final String UNIT = "--duration-unit";
  private static final String DROP_LABEL = "--drop-label";
  private static final String HEADER = "--header";
  private static final String DRY_RUN = "--dry-run";

  private ImportOptions() {}

  /** Adds the options to a command. */
  public static void addTo(CommandSpec spec) {
    one(spec, FROM, "URL", "Address of the Prometheus, such as http://prometheus:9090.");
    one(spec, SINCE, "DURATION", "How far back to go, such as 15d; as far as store.retention.");
    one(spec, UNTIL, "TIME", "Where to end: now, or a time such as 2026-01-31T12:00:00Z.");
    one(spec, MATCH, "SELECTOR", "Only series that match, such as '{service_name=\"shop\"}'.");
    one(spec, CALLS, "NAME", "Name of the counter of calls, if there are several.");
    one(spec, DURATION, "NAME", "Name of the histogram of durations, without _bucket.");
    one(spec, UNIT, "UNIT", "Unit of durations whose name has none: ms or s.");
    many(spec, DROP_LABEL, "NAME", "Leaves a label out, such as one of the scrape.");
    many(spec, HEADER, "HEADER", "Sends a header, such as 'Authorization: Bearer …'.");
    spec.addOption(OptionSpec.builder(DRY_RUN)
        .type(boolean.class)
        .description("Only shows what the Prometheus has.")
        .build());
    spec.usageMessage()
        .footer(
            "",
            "Needs a store that no process uses; creates it if there is none. docs/import.md",
            "describes what is imported. Exit codes: 0, 1 for a failure, 2 for a wrong argument.");
  }

  private static void one(CommandSpec spec, String name, String label, String description) {
    spec.addOption(OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build());
  }

  private static void many(CommandSpec spec, String name, String label, String description) {
    spec.addOption(OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description + " Can be repeated.")
        .build());
  }

  /**
   * Returns the arguments of a command.
   *
   * @throws IllegalArgumentException if one is missing or wrong
   */
  public static ImportArguments read(ParseResult command) {
    String from = command.matchedOptionValue(FROM, "");
    if (from.isEmpty()) {
      throw new IllegalArgumentException(
          "--from is missing: the address of a Prometheus, such as http://prometheus:9090");
    }
    Map<String, String> headers = new HashMap<>();
    for (String text : command.matchedOptionValue(HEADER, List.<String>of())) {
      Map.Entry<String, String> header = ImportArguments.header(text);
      headers.put(header.getKey(), header.getValue());
    }
    return new ImportArguments(
        URI.create(from),
        command.matchedOptionValue(SINCE, ""),
        command.matchedOptionValue(UNTIL, "now"),
        command.matchedOptionValue(MATCH, ""),
        command.hasMatchedOption(CALLS) ? command.matchedOptionValue(CALLS, "") : null,
        command.hasMatchedOption(DURATION) ? command.matchedOptionValue(DURATION, "") : null,
        unit(command.matchedOptionValue(UNIT, "")),
        Set.copyOf(command.matchedOptionValue(DROP_LABEL, List.<String>of())),
        headers,
        command.hasMatchedOption(DRY_RUN));
  }

  private static @Nullable Unit unit(String text) {
    return switch (text) {
      case "" -> null;
      case "ms" -> Unit.MS;
      case "s" -> Unit.S;
      default -> throw new IllegalArgumentException("--duration-unit needs ms or s, not " + text);
    };
  }
}
