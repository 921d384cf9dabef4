// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The image's {@code /opt/redstart} in a folder of the build, and how its programs are run. */
final class ImageFolder {
  private static final List<String> FREE_PORTS = Stream.of(
          "ingest.otlp.protocols.grpc.endpoint",
          "ingest.otlp.protocols.http.endpoint",
          "query.endpoint",
          "query.scrape.endpoint",
          "telemetry.endpoint")
      .flatMap(key -> Stream.of("--set", key + "=127.0.0.1:0"))
      .toList();

  private final Path home;
  private final Path temporary;

  private ImageFolder(Path home, Path temporary) {
    this.home = home;
    this.temporary = temporary;
  }

  /** Builds it as the Dockerfile does; skips the test if this JVM is not of a JDK. */
  static ImageFolder build(Path folder) throws IOException {
    assumeTrue(
        Files.exists(Path.of(System.getProperty("java.home"), "bin", "jlink")),
        "skipped: the tests do not run on a JDK");
    Path home = folder.resolve("redstart").toAbsolutePath();
    Path temporary = folder.resolve("tmp").toAbsolutePath();
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(temporary);
    Files.copy(Path.of("target", "redstart.jar"), home.resolve("redstart.jar"));
    Files.copy(
        Path.of("bin", "redstart"),
        home.resolve("bin").resolve("redstart"),
        StandardCopyOption.COPY_ATTRIBUTES);
    ImageFolder image = new ImageFolder(home, temporary);
    List<String> line = new ArrayList<>(List.of("docker/prepare", home.toString()));
    line.addAll(FREE_PORTS);
    File log = Path.of("target", "image-it-prepare.log").toFile();
    Process prepare =
        image.builder(line).redirectErrorStream(true).redirectOutput(log).start();
    await().atMost(Duration.ofMinutes(5)).until(() -> !prepare.isAlive());
    assertThat(prepare.exitValue()).as("exit code, see %s", log).isZero();
    return image;
  }

  private ProcessBuilder builder(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line);
    String tools = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", tools, (path, jdk) -> jdk + File.pathSeparator + path);
    builder.environment().put("TMPDIR", temporary.toString());
    return builder;
  }

  /** Returns a command of the image, with another option of the JVM. */
  ProcessBuilder command(String option, String... command) {
    List<String> line =
        new ArrayList<>(List.of(home.resolve("bin").resolve("redstart").toString()));
    line.addAll(List.of(command));
    ProcessBuilder builder = builder(line);
    builder.environment().put("JDK_JAVA_OPTIONS", option + " -Djava.io.tmpdir=" + temporary);
    return builder;
  }

  /** Starts all services on free ports and waits until they are ready. */
  Process start(String name, String option) throws IOException {
    Path out = Path.of("target", name + ".out");
    Path store = temporary.resolve("store");
    List<String> arguments = new ArrayList<>(FREE_PORTS);
    arguments.addAll(List.of("--set", "store.path=" + store));
    Process process = command(option, arguments.toArray(String[]::new))
        .redirectOutput(out.toFile())
        .redirectError(Path.of("target", name + ".log").toFile())
        .start();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !process.isAlive() || Files.readString(out).contains("redstart ready"));
    assertThat(process.isAlive()).as("%s runs, see target/%s.log", name, name).isTrue();
    return process;
  }

  /** Returns all files of the image with the time of their last change. */
  Map<Path, Long> files() {
    try (Stream<Path> files = Files.walk(home)) {
      return files.collect(Collectors.toMap(
          file -> file, file -> file.toFile().lastModified(), Long::sum, TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the folders and files for temporary files. */
  List<Path> temporaryFiles() {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
