// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The folder of a journal: the names in it, and what makes changes of names durable. */
final class JournalFolder {
  static final String ACKNOWLEDGED = "acknowledged";

  private static final String PREFIX = "journal-";
  private static final String SUFFIX = ".log";

  /** Twenty digits of which eighteen can be used, so that every number fits a long. */
  private static final Pattern NAME =
      Pattern.compile(PREFIX + "00[0-9]{18}" + Pattern.quote(SUFFIX));

  private final Path path;
  private final ChannelOpener opener;

  JournalFolder(Path path, ChannelOpener opener) {
    this.path = path;
    this.opener = opener;
  }

  Path path() {
    return path;
  }

  Path acknowledged() {
    return path.resolve(ACKNOWLEDGED);
  }

  Path file(long firstCommit) {
    return path.resolve(String.format(Locale.ROOT, "%s%020d%s", PREFIX, firstCommit, SUFFIX));
  }

  /** Returns the first commit in a file, by its name. */
  static long firstCommit(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
  }

  /** Returns the journal's files in the order of their commits. Ignores all other names. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        if (NAME.matcher(entry.getFileName().toString()).matches()) {
          files.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(files);
    return files;
  }

  FileChannel open(Path file, OpenOption... options) throws IOException {
    return opener.open(file, options);
  }

  /** Creates the folder if it does not exist; its parent must. */
  void create() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectory(path);
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        syncFolder(parent);
      }
    }
  }

  /** Makes the names durable: files created and deleted so far stay created and deleted. */
  void sync() throws IOException {
    syncFolder(path);
  }

  private void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = opener.open(folder, READ)) {
      channel.force(true);
    }
  }

  /** Makes the content of a file durable, whoever wrote it, after cutting it to a size. */
  void cutAndSync(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel = opener.open(file, WRITE)) {
      channel.truncate(sizeBytes);
      channel.force(true);
    }
  }
}
