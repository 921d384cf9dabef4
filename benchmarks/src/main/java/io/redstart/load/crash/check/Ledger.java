// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import io.redstart.load.Answered;
import io.redstart.load.Workload.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The books of all loads so far: for each operation and {@linkplain Quantities quantity} the least
 * and the most that may be counted. Refused spans are in neither.
 *
 * <pre>
 *  crash-3 GET /operation/7   calls_total  least 120 (acknowledged)  most 122 (+ 2 unknown)
 * </pre>
 */
public final class Ledger {
  /** Sums of durations are added in another order than the server's. */
  private static final double RELATIVE_ERROR_MAX = 1e-9;

  private static final class Account {
    final double[] least = new double[Quantities.SIZE];
    final double[] most = new double[Quantities.SIZE];

    Account copy() {
      Account copy = new Account();
      System.arraycopy(least, 0, copy.least, 0, least.length);
      System.arraycopy(most, 0, copy.most, 0, most.length);
      return copy;
    }
  }

  private static final Account NOTHING = new Account();

  private final Map<Operation, Account> accounts = new TreeMap<>();
  private long acknowledged;
  private long unknown;
  private long refused;
  private double counted;
  private double missingMax;
  private double beyondMax;

  /** Returns the same books, to which more can be added. */
  public Ledger copy() {
    Ledger copy = new Ledger();
    accounts.forEach((operation, account) -> copy.accounts.put(operation, account.copy()));
    copy.acknowledged = acknowledged;
    copy.unknown = unknown;
    copy.refused = refused;
    return copy;
  }

  /** Adds the answers to a load. */
  public void add(List<Answered> answers) {
    for (Answered answer : answers) {
      answer.body().durationsNanos().forEach((operation, durationsNanos) -> {
        Account account = accounts.computeIfAbsent(operation, key -> new Account());
        double[] once = Quantities.of(durationsNanos);
        for (int i = 0; i < once.length; i++) {
          account.least[i] += once[i] * answer.acknowledged();
          account.most[i] += once[i] * (answer.acknowledged() + answer.unknown());
        }
        acknowledged += durationsNanos.size() * answer.acknowledged();
        unknown += durationsNanos.size() * answer.unknown();
        refused += durationsNanos.size() * answer.refused();
      });
    }
  }

  /** Compares the books with the counts. Returns a sentence for each operation that is wrong. */
  List<String> disagreements(Map<Operation, double[]> countedByOperation) {
    return disagreements(this, countedByOperation);
  }

  /**
   * Compares the books with counts that were read while a load went on.
   *
   * @param before the books at a time whose acknowledged spans must be among the counts
   */
  public List<String> disagreements(Ledger before, Map<Operation, double[]> countedByOperation) {
    List<String> wrong = new ArrayList<>();
    counted = 0;
    accounts.forEach((operation, account) -> {
      double[] values = countedByOperation.getOrDefault(operation, new double[Quantities.SIZE]);
      double[] least = before.accounts.getOrDefault(operation, NOTHING).least;
      counted += values[0];
      missingMax = Math.max(missingMax, least[0] - values[0]);
      beyondMax = Math.max(beyondMax, values[0] - account.most[0]);
      compare(operation, least, account.most, values, wrong);
    });
    countedByOperation.keySet().stream()
        .filter(operation -> !accounts.containsKey(operation))
        .forEach(operation -> wrong.add(operation + " was counted but never sent"));
    return wrong;
  }

  private static void compare(
      Operation operation, double[] least, double[] most, double[] values, List<String> wrong) {
    for (int i = 0; i < values.length; i++) {
      double error = RELATIVE_ERROR_MAX * most[i];
      if (values[i] < least[i] - error || values[i] > most[i] + error) {
        wrong.add(String.format(
            Locale.ROOT,
            "%s %s: counted %s, must be %s to %s",
            operation,
            Quantities.name(i),
            values[i],
            least[i],
            most[i]));
        return;
      }
    }
    if (!Quantities.agree(values)) {
      wrong.add(operation + ": calls, count and the last bucket differ");
    }
  }

  /** Returns the number of acknowledged spans. */
  public long acknowledged() {
    return acknowledged;
  }

  /** Returns all numbers in a sentence. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%d operations; spans: %d acknowledged, %d unknown, %d refused, %.0f counted; "
            + "worst operation: %.0f missing, %.0f too many",
        accounts.size(),
        acknowledged,
        unknown,
        refused,
        counted,
        missingMax,
        beyondMax);
  }
}
