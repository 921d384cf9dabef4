// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import io.redstart.load.PrometheusApi;
import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers what queries have shown, and checks that it never changes: an answer about a sealed
 * window is final, and counters never decrease. Safe for all threads.
 *
 * <pre>
 *  12:00:05 → {calls crash-0 GET /operation/1 = 40, sum crash-0 = 312.4, …}
 *  12:00:06 → {calls crash-0 GET /operation/1 = 43, …}
 * </pre>
 */
public final class Shown {
  /** The prefix of the names of all services that send. */
  public static final String SERVICE_PREFIX = "crash-";

  private static final int TIMES_MAX = 200;
  private static final double RELATIVE_ERROR_MAX = 1e-12; // sums are added in any order
  private static final Duration READ_AGAIN_MAX = Duration.ofMinutes(1);
  private static final String SELECTOR = "{service_name=~\"" + SERVICE_PREFIX + "[0-9]+\"}";
  private static final String ANY_SERIES_RANGE =
      "calls_total{service_name=\"" + SERVICE_PREFIX + "0\"}[10s]";
  private static final Map<String, String> QUERIES = Map.of(
      "calls", "sum by (service_name, span_name) (calls_total" + SELECTOR + ")",
      "bucket", "sum by (service_name, le) (duration_milliseconds_bucket" + SELECTOR + ")",
      "sum", "sum by (service_name) (duration_milliseconds_sum" + SELECTOR + ")");

  private final long windowMillis;
  private final Report report;
  private final NavigableMap<Long, Map<String, Double>> byTime = new TreeMap<>();
  private int looks;
  private int rechecks;

  /** Creates it for stores with windows of this length. */
  public Shown(long windowMillis, Report report) {
    this.windowMillis = windowMillis;
    this.report = report;
  }

  /** Returns the selector of the series of all loads. */
  public static String selector() {
    return SELECTOR;
  }

  /** Looks at the newest window and remembers it, if it is sealed and no answer warns. */
  void look(PrometheusApi api, long nowMillis) throws IOException, InterruptedException {
    long atMillis = nowMillis / windowMillis * windowMillis;
    Optional<Map<String, Double>> values = read(api, atMillis);
    if (values.isPresent()) {
      remember(atMillis, values.get());
    }
  }

  /**
   * Returns whether every window up to the time is sealed, so that answers about it are final. Then
   * every series has a sample of that time.
   */
  public static boolean isSealed(PrometheusApi api, long atMillis)
      throws IOException, InterruptedException {
    PrometheusApi.Answer newest = api.query(ANY_SERIES_RANGE, atMillis);
    return newest.warnings().isEmpty()
        && newest.samples().stream().anyMatch(sample -> sample.timeMillis() == atMillis);
  }

  private static Optional<Map<String, Double>> read(PrometheusApi api, long atMillis)
      throws IOException, InterruptedException {
    if (!isSealed(api, atMillis)) {
      return Optional.empty();
    }
    Map<String, Double> values = new TreeMap<>();
    for (Map.Entry<String, String> query : QUERIES.entrySet()) {
      PrometheusApi.Answer answer = api.query(query.getValue(), atMillis);
      if (!answer.warnings().isEmpty()) {
        return Optional.empty();
      }
      for (PrometheusApi.Sample sample : answer.samples()) {
        values.put(query.getKey() + " " + sample.labels(), sample.value());
      }
    }
    return Optional.of(values);
  }

  /** Compares an answer with what was shown of the same time and of earlier ones. */
  synchronized void remember(long atMillis, Map<String, Double> values) {
    looks++;
    Map<String, Double> same = byTime.get(atMillis);
    if (same != null) {
      compareSame(atMillis, same, values);
      return;
    }
    Map.Entry<Long, Map<String, Double>> earlier = byTime.lowerEntry(atMillis);
    if (earlier != null) {
      compareEarlier(earlier, atMillis, values);
    }
    byTime.put(atMillis, values);
    if (byTime.size() > TIMES_MAX) {
      byTime.remove(byTime.firstKey());
    }
  }

  private void compareSame(long atMillis, Map<String, Double> shown, Map<String, Double> now) {
    shown.forEach((key, value) -> {
      Double again = now.get(key);
      if (again == null || Math.abs(again - value) > RELATIVE_ERROR_MAX * Math.abs(value)) {
        report.violation("a sealed window changed: " + key + " at " + atMillis + " was " + value
            + ", now " + (again == null ? "absent" : again));
      }
    });
    now.keySet().stream()
        .filter(key -> !shown.containsKey(key))
        .forEach(key ->
            report.violation("a sealed window changed: " + key + " at " + atMillis + " is new"));
  }

  private void compareEarlier(
      Map.Entry<Long, Map<String, Double>> earlier, long atMillis, Map<String, Double> values) {
    earlier.getValue().forEach((key, value) -> {
      Double later = values.get(key);
      if (later == null || later < value * (1 - RELATIVE_ERROR_MAX)) {
        report.violation("a counter decreased: " + key + " was " + value + " at "
            + earlier.getKey() + ", and is " + (later == null ? "absent" : later) + " at "
            + atMillis);
      }
    });
  }

  /** Reads the newest windows again and compares them. Stops at the first that cannot be read. */
  public void checkNewest(Members members, int windows) throws InterruptedException {
    List<Long> times;
    synchronized (this) {
      times = byTime.descendingKeySet().stream().limit(windows).toList();
    }
    for (long atMillis : times) {
      for (Member query : members.queries()) {
        if (!check(query, atMillis)) {
          return;
        }
      }
    }
  }

  private boolean check(Member query, long atMillis) throws InterruptedException {
    boolean read = Poll.until(READ_AGAIN_MAX, () -> {
      Optional<Map<String, Double>> values = read(Members.api(query), atMillis);
      values.ifPresent(again -> remember(atMillis, again));
      return values.isPresent();
    });
    if (!read) {
      report.violation("a sealed window is lost: " + atMillis + " was shown, and "
          + READ_AGAIN_MAX.toSeconds() + " s after a restart " + query.name() + " finds "
          + state(query, atMillis));
      return false;
    }
    synchronized (this) {
      rechecks++;
    }
    return true;
  }

  private static String state(Member query, long atMillis) throws InterruptedException {
    try {
      PrometheusApi.Answer answer =
          Members.api(query).query("sum(calls_total" + SELECTOR + ")", atMillis);
      return answer.samples() + ", warnings " + answer.warnings();
    } catch (IOException e) {
      return "no answer: " + e;
    }
  }

  /** Returns whether nothing was shown yet. */
  public synchronized boolean isEmpty() {
    return byTime.isEmpty();
  }

  /** Returns the numbers of looks in a sentence. */
  public synchronized String summary() {
    return "shown windows: " + looks + " looks, " + rechecks + " read again after a restart";
  }
}
