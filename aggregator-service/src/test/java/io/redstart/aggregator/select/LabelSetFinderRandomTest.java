// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.limit.Cancellation;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.LabelSets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Finding by the index, against asking every matcher of every label set. */
class LabelSetFinderRandomTest {
  private static final String[] NAMES = {"service_name", "span_name", "version", "absent"};
  private static final String[] EXPRESSIONS = {
    "",
    ".*",
    ".+",
    "v1",
    "v1|v2",
    "v1|v2|",
    "v.*",
    ".*1",
    "v[0-9]",
    "(?i)V1|V3",
    "none",
    "v(1|2)?",
    "v1.+|v2",
    "[^v]*",
    "v\\d+"
  };

  private int nextId;
  private final LabelSetTable table = new LabelSetTable(5_000, 0, this::nextId);
  private final LabelSetFinder finder = new LabelSetFinder();
  private long stampMillis = 5_000;

  @RepeatedTest(40)
  void find_isAskingEveryLabelSet(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    for (int round = 0; round < 30; round++) {
      switch (random.nextInt(6)) {
        case 0 -> stampMillis += 5_000L * random.nextInt(1, 5);
        case 1 -> forget(stampMillis - 5_000L * random.nextInt(1, 8));
        default -> count(random, random.nextInt(40));
      }
      List<LabelMatcher> matchers = matchers(random);
      long cursor = random.nextInt(3) == 0 ? random.nextInt(500) : 0;
      LabelSetView view = table.view();
      assertThat(found(view, matchers, cursor))
          .as("seed %d, round %d, %s", repetition.getCurrentRepetition(), round, matchers)
          .isEqualTo(naive(view, matchers, cursor));
    }
  }

  /** Returns an id, now and then after a gap, as if another shard had taken some. */
  private int nextId() {
    nextId += nextId % 7 == 0 ? 3 : 1;
    return nextId;
  }

  private void forget(long throughMillis) {
    table.moveThrough(throughMillis, 0, table.size());
    table.removeThrough(throughMillis);
  }

  private void count(SplittableRandom random, int labelSets) {
    for (int i = 0; i < labelSets; i++) {
      Labels labels = Labels.of(
          NAMES[0], value(random, 3), NAMES[1], value(random, 200), NAMES[2], value(random, 2));
      byte[] bytes = LabelSets.encode(labels);
      LabelSetRecord record = table.findOrAdd(Metric.SPANS, bytes, 0, bytes.length, stampMillis);
      table.count(record, stampMillis, target -> target.addCalls(Weight.ONE));
    }
  }

  private static String value(SplittableRandom random, int different) {
    int value = random.nextInt(different + 1);
    return value == 0 ? "" : "v" + value;
  }

  private static List<LabelMatcher> matchers(SplittableRandom random) {
    List<LabelMatcher> matchers = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = NAMES[random.nextInt(NAMES.length)];
      LabelMatcher.Op op = LabelMatcher.Op.values()[random.nextInt(4)];
      String value = switch (op) {
        case EQUAL, NOT_EQUAL -> value(random, 4);
        case MATCHES, NOT_MATCHES -> EXPRESSIONS[random.nextInt(EXPRESSIONS.length)];
      };
      matchers.add(LabelMatcher.of(name, op, value));
    }
    return matchers;
  }

  /** Returns the ordinals that are found; those that the table forgot may be among them. */
  private List<Long> found(LabelSetView view, List<LabelMatcher> matchers, long cursor) {
    List<Long> ordinals = new ArrayList<>();
    LabelSetFinder.Found found = finder.find(view, matchers, cursor, new Cancellation());
    while (found.hasNext()) {
      long ordinal = found.nextOrdinal();
      int at = view.positionOf(ordinal);
      if (at < view.size() && view.record(at).id() == ordinal) {
        ordinals.add(ordinal);
      }
    }
    return ordinals;
  }

  private static List<Long> naive(LabelSetView view, List<LabelMatcher> matchers, long cursor) {
    List<Long> ordinals = new ArrayList<>();
    for (int at = 0; at < view.size(); at++) {
      LabelSetRecord record = view.record(at);
      byte[] bytes = record.labels();
      Labels labels = LabelSets.decode(bytes, 0, bytes.length);
      if (record.id() >= cursor
          && matchers.stream().allMatch(one -> one.matches(labels.get(one.name())))) {
        ordinals.add((long) record.id());
      }
    }
    return ordinals;
  }
}
