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
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
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

  private static final StoreId STORE = new StoreId(0, 1);

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
      SelectRequest.Share share = share(random);
      assertThat(found(view, matchers, share, cursor))
          .as(
              "seed %d, round %d, %s, %s",
              repetition.getCurrentRepetition(), round, matchers, share)
          .isEqualTo(naive(view, matchers, share, cursor));
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

  private static SelectRequest.Share share(SplittableRandom random) {
    int first = random.nextInt(LabelSets.SLOTS);
    return random.nextInt(3) == 0
        ? SelectRequest.Share.all(STORE)
        : new SelectRequest.Share(STORE, first, random.nextInt(first, LabelSets.SLOTS));
  }

  /** Returns the ordinals in the share that are found; those that the table forgot may be among them. */
  private List<Long> found(
      LabelSetView view, List<LabelMatcher> matchers, SelectRequest.Share share, long cursor) {
    List<Long> ordinals = new ArrayList<>();
    LabelSetFinder.Found found = finder.find(view, matchers, share, cursor, new Cancellation());
    while (found.hasNext()) {
      long ordinal = found.nextOrdinal();
      int at = view.positionOf(ordinal);
      boolean isHere = at < view.size() && view.record(at).id() == ordinal;
      if (isHere && share.includes(view.record(at).slot())) {
        ordinals.add(ordinal);
      }
    }
    return ordinals;
  }

  private static List<Long> naive(
      LabelSetView view, List<LabelMatcher> matchers, SelectRequest.Share share, long cursor) {
    List<Long> ordinals = new ArrayList<>();
    for (int at = 0; at < view.size(); at++) {
      LabelSetRecord record = view.record(at);
      byte[] bytes = record.labels();
      Labels labels = LabelSets.decode(bytes, 0, bytes.length);
      if (record.id() >= cursor
          && share.includes(record.slot())
          && matchers.stream().allMatch(one -> one.matches(labels.get(one.name())))) {
        ordinals.add((long) record.id());
      }
    }
    return ordinals;
  }
}
