// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the links of the Markdown documents resolve and that every service has its two. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "redstart-data");

  private static final Pattern CODE =
      Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1[^\\n]*$|`[^`\\n]+`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]:\\s+<?(\\S+?)>?\\s*$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*|//.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.*?)\\s*#*$");

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = folder.getFileName().toString();
        return NOT_OURS.contains(name) || name.startsWith(".") && !folder.equals(ROOT)
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (file.toString().endsWith(".md")) {
          documents.add(ROOT.relativize(file));
        }
        return FileVisitResult.CONTINUE;
      }
    });
    return documents;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_leadToWhatExists(Path document) {
    List<String> broken = new ArrayList<>();
    for (String link : links(read(ROOT.resolve(document)))) {
      if (!ELSEWHERE.matcher(link).matches() && !leadsSomewhere(ROOT.resolve(document), link)) {
        broken.add(link);
      }
    }
    assertThat(broken).as("links of %s that lead nowhere", document).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "aggregator-service", "query-service"})
  void services_explainThemselves(String service) {
    assertThat(ROOT.resolve(service).resolve("README.md")).isNotEmptyFile();
    assertThat(ROOT.resolve(service).resolve("RATIONALE.md")).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"})
  void house_hasItsDocuments(String document) {
    assertThat(ROOT.resolve(document)).isNotEmptyFile();
  }

  @Test
  void links_areFoundOutsideCodeAlone() {
    assertThat(links("""
            [a](one.md) and `[b](two.md)`, ![c](three.png "title")
            ```
            [d](four.md)
            ```
            [e]: five.md
            """)).containsExactly("one.md", "three.png", "five.md");
  }

  @Test
  void link_toAMissingFileOrHeadingLeadsNowhere() {
    Path readme = ROOT.resolve("README.md");
    assertThat(leadsSomewhere(readme, "pom.xml")).isTrue();
    assertThat(leadsSomewhere(readme, "no-such-file.md")).isFalse();
    assertThat(leadsSomewhere(readme, "#redstart")).isTrue();
    assertThat(leadsSomewhere(readme, "README.md#no-such-heading")).isFalse();
    assertThat(leadsSomewhere(readme, "../")).as("out of the repository").isFalse();
  }

  private static List<String> links(String markdown) {
    String prose = CODE.matcher(markdown).replaceAll("");
    List<String> links = new ArrayList<>();
    LINK.matcher(prose).results().forEach(link -> links.add(link.group(1)));
    DEFINITION.matcher(prose).results().forEach(link -> links.add(link.group(1)));
    return links;
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] fileAndHeading = link.split("#", 2);
    Path target = fileAndHeading[0].isEmpty()
        ? document
        : document.resolveSibling(fileAndHeading[0]).normalize();
    return target.startsWith(ROOT)
        && Files.exists(target)
        && (fileAndHeading.length == 1 || anchors(read(target)).contains(fileAndHeading[1]));
  }

  /** Returns the anchors that GitHub gives to a document's headings. */
  private static Set<String> anchors(String markdown) {
    return HEADING
        .matcher(markdown)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
