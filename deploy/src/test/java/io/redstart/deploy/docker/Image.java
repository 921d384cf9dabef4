// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import io.redstart.deploy.RedstartConfig;
import io.redstart.ingest.IngestConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image as the Dockerfile declares it.
 *
 * @param environment the variables it sets for Redstart
 * @param exposed the ports it declares
 * @param user the numeric user it runs as
 */
public record Image(Map<String, String> environment, Set<Integer> exposed, long user) {
  public static final String LIVE = "/health/live";
  public static final String READY = "/health/ready";

  /** Where the Dockerfile's volume is mounted, and its user may write. */
  public static final String DATA = "/var/lib/redstart";

  private static final Pattern VARIABLE = Pattern.compile("(REDSTART_\\w+)=(\\S+)");
  private static final Pattern EXPOSE = Pattern.compile("(?m)^EXPOSE (.*)$");
  private static final Pattern USER = Pattern.compile("(?m)^USER (\\d+):\\d+$");
  private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>redstart</artifactId>\\s*<version>([^<]+)</version>");

  /** Reads the Dockerfile. */
  public static Image read() {
    String dockerfile = text();
    Map<String, String> environment = new TreeMap<>();
    VARIABLE
        .matcher(dockerfile)
        .results()
        .forEach(one -> environment.put(one.group(1), one.group(2)));
    Set<Integer> exposed = new TreeSet<>();
    for (String port : first(EXPOSE, dockerfile).split(" ")) {
      exposed.add(Integer.valueOf(port));
    }
    return new Image(environment, exposed, Long.parseLong(first(USER, dockerfile)));
  }

  /** Returns the Dockerfile. */
  static String text() {
    return text("Dockerfile");
  }

  /** Returns a file of the image's folder. */
  static String text(String name) {
    return read(Path.of("docker", name));
  }

  /** Returns the version of the project. */
  public static String projectVersion() {
    return first(VERSION, read(Path.of("..", "pom.xml")));
  }

  /** Returns the ports that Redstart listens on with these settings, by the names used here. */
  public static Map<String, Integer> ports(RedstartConfig settings) {
    IngestConfig.ProtocolsConfig otlp = settings.ingest().otlp().protocols();
    return Map.of(
        "otlp-grpc", otlp.grpc().endpoint().port(),
        "otlp-http", otlp.http().endpoint().port(),
        "query", settings.query().endpoint().port(),
        "scrape", settings.query().scrape().endpoint().port(),
        "telemetry", settings.telemetry().endpoint().port(),
        "cluster", settings.cluster().bind().port(),
        "event-bus", settings.cluster().eventBus().port());
  }

  /** Returns the share of the memory that the entry point gives to the heap of a service. */
  public static int heapPercent() {
    return Integer.parseInt(first(HEAP, read(Path.of("bin", "redstart"))));
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().map((MatchResult one) -> one.group(1)).findFirst().orElseThrow();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
