// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Records with readable items, {@code stamp text}, and the folder in which they are. */
final class TestRecords {
  static final StoreId STORE = new StoreId(0x1122334455667788L, 0x99aabbccddeeff00L);

  private TestRecords() {}

  /** Appends items that begin with their stamp. */
  static long append(Journal journal, long stampMillis, String text) throws IOException {
    byte[] items = ("..." + stampMillis + " " + text + ".").getBytes(UTF_8);
    return journal.append(items, 3, items.length - 4, stampMillis);
  }

  /** Opens a journal without syncs and adds {@code commit: stamp text} of each record to a list. */
  static Journal open(Path folder, long firstKept, List<String> records) throws IOException {
    return Journal.open(folder, STORE, firstKept, collector(records), new FailingDisk());
  }

  static RecordVisitor collector(List<String> records) {
    return (commit, array, offset, length) -> {
      String items = new String(array, offset, length, UTF_8);
      records.add(commit + ": " + items);
      return Long.parseLong(items.substring(0, items.indexOf(' ')));
    };
  }

  /** Opens a journal, closes it and returns its records. */
  static List<String> read(Path folder, long firstKept) throws IOException {
    List<String> records = new ArrayList<>();
    open(folder, firstKept, records).close();
    return records;
  }

  /** Returns the journal's files in order, without the side file. */
  static List<Path> logs(Path folder) throws IOException {
    return new JournalFolder(folder, FileChannel::open).files();
  }

  static Path sideFile(Path folder) {
    return folder.resolve("acknowledged");
  }

  static Map<Path, String> content(Path folder) throws IOException {
    Map<Path, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        content.put(file, HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  static void restore(Path folder, Map<Path, byte[]> content) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> file : content.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  static Map<Path, byte[]> save(Path folder) throws IOException {
    Map<Path, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        content.put(file, Files.readAllBytes(file));
      }
    }
    return content;
  }
}
