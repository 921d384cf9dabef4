// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metric names that a source uses.
 *
 * @param calls the name of the counter of calls; null if there is none
 * @param duration the name of the histogram of durations without {@code _bucket}; null if there is
 *     none
 * @param unit the unit of durations
 */
public record Spelling(@Nullable String calls, @Nullable String duration, Unit unit) {
  private static final Pattern CALLS = Pattern.compile("(?:.+[._])?calls(?:_total)?");
  private static final Pattern DURATION =
      Pattern.compile("((?:.+[._])?duration(?:[._](milliseconds|seconds))?)_count");

  /** Returns whether a name can be one of calls or durations. */
  public static boolean isCandidate(String name) {
    return CALLS.matcher(name).matches() || DURATION.matcher(name).matches();
  }

  /**
   * Finds the spelling among the metric names of a source. Names that are not prefixed, or prefixed
   * like the connector's, win over others such as {@code http_server_duration}.
   *
   * @param callsWanted the name of calls to use; null to find it
   * @param durationWanted the name of durations to use; null to find it
   * @param unitWanted the unit of durations whose name has none; null for milliseconds
   * @throws IllegalArgumentException if there are several, or none
   */
  public static Spelling of(
      Collection<String> names,
      @Nullable String callsWanted,
      @Nullable String durationWanted,
      @Nullable Unit unitWanted) {
    TreeSet<String> calls = new TreeSet<>();
    TreeMap<String, Unit> durations = new TreeMap<>();
    for (String name : names) {
      if (CALLS.matcher(name).matches()) {
        calls.add(name);
      }
      Matcher duration = DURATION.matcher(name);
      if (duration.matches()) {
        Unit unit = "seconds".equals(duration.group(2)) ? Unit.S : Unit.MS;
        boolean isNamed = duration.group(2) != null;
        durations.put(duration.group(1), isNamed || unitWanted == null ? unit : unitWanted);
      }
    }
    String call = choose("--metric-calls", callsWanted, calls);
    durations.keySet().removeIf(name -> durationWanted == null && !isLike(name, call));
    String duration = choose("--metric-duration", durationWanted, durations.keySet());
    if (call == null && duration == null) {
      throw new IllegalArgumentException("the source has no metric of spans, such as calls_total or"
          + " duration_milliseconds_bucket: name them with --metric-calls and --metric-duration");
    }
    Unit fallback = unitWanted == null ? Unit.MS : unitWanted;
    return new Spelling(
        call, duration, duration == null ? fallback : durations.getOrDefault(duration, fallback));
  }

  /** Returns whether durations have the same prefix as calls; all do if there are no calls. */
  private static boolean isLike(String duration, @Nullable String calls) {
    return calls == null || duration.startsWith(calls.replaceFirst("calls(_total)?$", "duration"));
  }

  private static @Nullable String choose(
      String option, @Nullable String wanted, Collection<String> found) {
    if (wanted != null) {
      return wanted;
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException("the source has several spellings: "
          + String.join(", ", found) + "; choose one with " + option);
    }
    return found.isEmpty() ? null : found.iterator().next();
  }

  /** Returns the names of all series. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (calls != null) {
      names.add(calls);
    }
    if (duration != null) {
      names.addAll(List.of(duration + "_count", duration + "_sum", duration + "_bucket"));
    }
    return names;
  }

  /** Returns the names of which each label set has one series at least: calls, and counts. */
  List<String> heads() {
    return names().stream()
        .filter(name -> name.equals(calls) || name.equals(duration + "_count"))
        .toList();
  }
}
