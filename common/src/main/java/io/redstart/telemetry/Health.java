// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** Collects the conditions for a process to be ready; each part adds its checks. Thread-safe. */
public final class Health {
  private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentSkipListMap<>();

  /**
   * Adds or replaces a check.
   *
   * @param name the check's name
   * @param problem returns the problem, if any, without blocking; called on any thread
   */
  public void check(String name, Supplier<Optional<String>> problem) {
    checks.put(name, problem);
  }

  /** Removes a check. */
  public void remove(String name) {
    checks.remove(name);
  }

  /** Returns the current problems, each with its check's name, sorted by name; empty when ready. */
  public List<String> problems() {
    return checks.entrySet().stream()
        .flatMap(check -> check.getValue().get().map(why -> check.getKey() + ": " + why).stream())
        .toList();
  }
}
