// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records for each operation how many spans were acknowledged, and how many more are possibly
 * counted.
 *
 * @param servicePrefix the common prefix of all service names in the books
 * @param entries one for each operation
 */
record Books(String servicePrefix, List<Entry> entries) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * One operation's account.
   *
   * @param acknowledged spans that must be counted exactly once
   * @param unknown spans that are possibly counted, at most once
   * @param refused spans that must not be counted
   */
  record Entry(String service, String span, long acknowledged, long unknown, long refused) {}

  /** Adds up the answers to all requests by operation. */
  static Books of(String servicePrefix, List<Answered> answered) {
    Map<Workload.Operation, long[]> accounts = new TreeMap<>();
    for (Answered one : answered) {
      one.body().durationsNanos().forEach((operation, durations) -> {
        long[] account = accounts.computeIfAbsent(operation, key -> new long[3]);
        account[0] += durations.size() * one.acknowledged();
        account[1] += durations.size() * one.unknown();
        account[2] += durations.size() * one.refused();
      });
    }
    List<Entry> entries = new ArrayList<>();
    accounts.forEach((operation, account) -> entries.add(
        new Entry(operation.service(), operation.span(), account[0], account[1], account[2])));
    return new Books(servicePrefix, entries);
  }

  static Books read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Books.class);
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }
}
