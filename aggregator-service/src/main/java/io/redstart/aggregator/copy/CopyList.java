// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import io.redstart.aggregator.journal.JournalContents;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The files of a store that nobody writes.
 *
 * @param commit the last commit that they hold
 */
record CopyList(long commit, List<CopiedFile> files) {
  /** The most files of a store: RocksDB's tables hold megabytes each. */
  static final int FILES_MAX = 100_000;

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * A file.
   *
   * @param name its path below the folder of the store, with a slash: {@code rows/000012.sst}
   */
  record CopiedFile(String name, long sizeBytes) {
    private static final Pattern NAME = Pattern.compile("(rows|journal)/[A-Za-z0-9][\\w.-]*");

    CopiedFile {
      if (!NAME.matcher(name).matches()) {
        throw new StoreException("a copy of a store cannot contain a file \"" + name + "\"");
      }
    }

    /** Returns where the file is in the folder of a store. */
    Path in(Path folder) {
      return folder.resolve(name);
    }
  }

  CopyList {
    files = List.copyOf(files);
  }

  /** Lists a store's files. The journal comes last, because rows without it are refused loudly. */
  static CopyList of(StoreFiles store) throws IOException {
    List<CopiedFile> files = new ArrayList<>();
    add("rows/", store.rows(), files);
    add("journal/", store.journal(), files);
    return new CopyList(JournalContents.look(store.journal()).lastCommit(), files);
  }

  private static void add(String prefix, Path folder, List<CopiedFile> files) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.sorted().toList()) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(file) && !name.equals("LOCK") && !name.startsWith("LOG")) {
          files.add(new CopiedFile(prefix + name, Files.size(file)));
        }
      }
    }
  }

  long totalBytes() {
    return files.stream().mapToLong(CopiedFile::sizeBytes).sum();
  }

  /** Returns the checksum of a file, CRC-32C. */
  static long checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
      }
    }
    return checksum.getValue();
  }
}
