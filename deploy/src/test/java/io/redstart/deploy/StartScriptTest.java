// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bin/redstart} with a {@code java} that prints its arguments. */
class StartScriptTest {
  private static final Path SCRIPT = Path.of("bin", "redstart");
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  private Path folder;
  private Path jar;
  private Path archive;

  @BeforeEach
  void install(@TempDir Path temporary) throws IOException {
    assumeTrue(File.separatorChar == '/', "the script is for a POSIX shell");
    folder = temporary.toRealPath();
    Files.copy(SCRIPT, folder.resolve("redstart"));
    jar = file(folder.resolve("redstart.jar"));
    archive = folder.resolve("redstart-some jvm.jsa");
    file(folder.resolve("some jvm/lib/modules"));
    Path java = folder.resolve("some jvm/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "");
    return Files.setLastModifiedTime(path, FileTime.from(BUILT));
  }

  private List<String> run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", folder.resolve("redstart").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("some jvm").toString());
    Process process = builder.start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes()).lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isEqualTo(Files.exists(jar) ? 0 : 1);
    return lines;
  }

  @Test
  void firstStart_writesAnArchive() throws Exception {
    assertThat(run("demo", "--set", "a=b c"))
        .containsSubsequence(
            "-XX:ArchiveClassesAtExit=" + archive,
            "-jar",
            jar.toString(),
            "demo",
            "--set",
            "a=b c");
  }

  @Test
  void laterStarts_useTheArchive() throws Exception {
    Files.writeString(archive, "");

    assertThat(run()).contains("-XX:SharedArchiveFile=" + archive);
    assertThat(run("top", "--once")).contains("-XX:SharedArchiveFile=" + archive, "top", "--once");
  }

  @Test
  void archiveOfAnOlderJar_isWrittenAgain() throws Exception {
    file(archive);
    Files.setLastModifiedTime(jar, FileTime.from(BUILT.plusSeconds(1)));

    assertThat(run()).contains("-XX:ArchiveClassesAtExit=" + archive);
  }

  @Test
  void archiveOfAnOlderJvm_isWrittenAgain() throws Exception {
    file(archive);
    Files.setLastModifiedTime(
        folder.resolve("some jvm/lib/modules"), FileTime.from(BUILT.plusSeconds(1)));

    assertThat(run()).contains("-XX:ArchiveClassesAtExit=" + archive);
  }

  @Test
  void otherCommands_writeNoArchive() throws Exception {
    Redstart redstart = new Redstart(
        Map.of(),
        (role, settings, memory) -> new FakeProgram(Future.succeededFuture(Map.of())),
        hook -> {});
    Set<String> others = new TreeSet<>(redstart.commandLine().getSubcommands().keySet());
    others.remove(Role.DEMO.command());
    assertThat(others).contains("ingest", "doctor");
    for (String command : others) {
      assertThat(run(command)).noneMatch(argument -> argument.contains(".jsa"));
    }
    for (String option : List.of("--help", "--version")) {
      assertThat(run("demo", option)).noneMatch(argument -> argument.contains(".jsa"));
    }
    assertThat(run("--set", "a=b", "ingest")).noneMatch(argument -> argument.contains(".jsa"));
  }

  @Test
  void missingJar_isNamed() throws Exception {
    Files.delete(jar);

    assertThat(run()).singleElement().asString().contains("no redstart.jar", "mvn");
  }

  @Test
  void script_isExecutable() {
    assertThat(SCRIPT).isExecutable();
  }
}
