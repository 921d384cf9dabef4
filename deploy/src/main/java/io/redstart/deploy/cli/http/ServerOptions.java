// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

import io.redstart.deploy.cli.Options;
import io.redstart.deploy.cli.terminal.SttyTerminal;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that say which server to ask, and with which credentials. */
public final class ServerOptions {
  private static final String URL = "--url";
  private static final String DEFAULT_URL = "http://localhost:9090";
  private static final String TOKEN_FILE = "--token-file";
  private static final String USER = "--user";
  private static final String CA_FILE = "--ca-file";

  private ServerOptions() {}

  /** Adds the options. */
  public static void addTo(CommandSpec spec) {
    spec.addOption(address(URL, "Redstart's query service; " + DEFAULT_URL + " by default."));
    spec.addOption(
        Options.option(TOKEN_FILE, Path.class, "FILE", "Sends the bearer token in this file."));
    spec.addOption(Options.option(
        USER,
        String.class,
        "NAME:PASSWORD",
        "Sends a name and password; without a password it is asked for."));
    spec.addOption(
        Options.option(CA_FILE, Path.class, "FILE", "Trusts the certificates in this PEM file."));
  }

  /** Returns an option for another address. */
  public static OptionSpec address(String name, String description) {
    return Options.option(name, URI.class, "URL", description);
  }

  /** Returns whether an option of this class was given. */
  public static boolean isGiven(ParseResult arguments) {
    return arguments.hasMatchedOption(URL)
        || arguments.hasMatchedOption(TOKEN_FILE)
        || arguments.hasMatchedOption(USER)
        || arguments.hasMatchedOption(CA_FILE);
  }

  /** Returns the server of {@code --url}, with the credentials. */
  public static Server server(ParseResult arguments) {
    URI url = arguments.matchedOptionValue(URL, URI.create(DEFAULT_URL));
    return Server.at(checked(URL, url), caFile(arguments), authorization(arguments));
  }

  /** Returns the server of another option, which gets no credentials; null if it was not given. */
  public static @Nullable Server other(ParseResult arguments, String option) {
    URI url = arguments.matchedOptionValue(option, null);
    return url == null ? null : Server.at(checked(option, url), caFile(arguments), null);
  }

  private static URI checked(String option, URI url) {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw new IllegalArgumentException(
          option + " needs an address such as " + DEFAULT_URL + ", not " + url);
    }
    return url;
  }

  private static @Nullable Path caFile(ParseResult arguments) {
    return arguments.matchedOptionValue(CA_FILE, null);
  }

  private static @Nullable String authorization(ParseResult arguments) {
    Path tokens = arguments.matchedOptionValue(TOKEN_FILE, null);
    String user = arguments.matchedOptionValue(USER, null);
    if (tokens != null && user != null) {
      throw new IllegalArgumentException("give either --token-file or --user");
    }
    if (tokens != null) {
      return "Bearer " + firstLine(tokens);
    }
    if (user == null) {
      return null;
    }
    String pair = user.contains(":") ? user : user + ":" + password(user);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("--token-file " + file + " is empty"));
    } catch (IOException e) {
      throw new IllegalArgumentException("--token-file: cannot read " + file, e);
    }
  }

  private static String password(String user) {
    Console console = SttyTerminal.console()
        .orElseThrow(() -> new IllegalArgumentException(
            "--user has no password and there is no terminal to ask for it: NAME:PASSWORD"));
    return new String(console.readPassword("password of %s: ", user));
  }
}
