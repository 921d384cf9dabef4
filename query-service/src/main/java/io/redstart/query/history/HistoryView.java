// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.HistoryPage;
import io.redstart.history.HistoryRequest;
import io.redstart.history.HistoryRequest.Part;
import io.redstart.history.OwnFamilies;
import io.redstart.history.OwnFamily;
import io.redstart.history.OwnNames;
import io.redstart.history.Slots;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.Found;
import io.redstart.query.source.metric.MetricMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The own metrics of all processes as one query sees them. The query sees the processes that were
 * known when it began, and samples up to that slot. Used by one worker thread; its calls block.
 */
public final class HistoryView {
  private static final List<LabelMatcher> UP =
      List.of(LabelMatcher.equal(Labels.METRIC_NAME, OwnNames.UP));

  private final List<Member> members;
  private final long nowSlot;
  private final HistoryReader reader;
  private final QueryLimits limits;
  private long samples;

  HistoryView(List<Member> members, long nowSlot, HistoryReader reader, QueryLimits limits) {
    this.members = members;
    this.nowSlot = nowSlot;
    this.reader = reader;
    this.limits = limits;
  }

  /** Returns false if matchers certainly select no own metric; then nothing needs to be asked. */
  public boolean canMatch(List<LabelMatcher> matchers) {
    return OwnNames.canMatch(matchers) && !wanted(matchers).isEmpty();
  }

  private List<Member> wanted(List<LabelMatcher> matchers) {
    return members.stream()
        .filter(member -> matchers.stream()
            .filter(matcher -> matcher.name().equals(OwnNames.INSTANCE))
            .allMatch(matcher -> matcher.matches(member.name())))
        .toList();
  }

  /** The slots of a selection. */
  private record Range(long fromSlot, long throughSlot) {
    static Range of(Selection selection, long nowSlot) {
      return new Range(
          Math.max(0, Slots.of(selection.fromMillis()) + 1),
          Math.min(nowSlot, Slots.of(selection.throughMillis())));
    }

    boolean isEmpty() {
      return fromSlot > throughSlot;
    }

    HistoryRequest request(Part part, List<LabelMatcher> matchers) {
      return new HistoryRequest(
          part, fromSlot, throughSlot, 0, HistoryReader.PAGE_MAX_BYTES, matchers);
    }
  }

  /** Returns the series that a selection matches. */
  public List<Series> select(Selection selection) {
    List<Series> found = new ArrayList<>();
    long samplesBefore = limits.samples();
    Range range = Range.of(selection, nowSlot);
    read(selection, range, Part.SAMPLES, page -> {
      Labels labels = page.labels();
      if (labels.get(Labels.METRIC_NAME).equals(OwnNames.UP)) {
        page.samples((first, last, valueBits) -> {});
      } else {
        hold(labels);
        SampleBuffer buffer = new SampleBuffer(limits);
        page.samples(buffer);
        found.add(buffer.build(labels));
      }
    });
    found.addAll(up(selection, range));
    samples += limits.samples() - samplesBefore;
    return found;
  }

  /** Finds the labels of all series that have a sample in a selection's range. */
  public void series(Selection selection, Found<Labels> found) {
    forEachLabels(selection, labels -> {
      if (found.add(labels)) {
        limits.addSamples(1);
        samples++;
      }
    });
  }

  /** Finds the label names of all series of a selection. */
  public void labelNames(Selection selection, Found<String> found) {
    forEachLabels(selection, labels -> labels.forEach((name, value) -> found.add(name)));
  }

  /** Finds the values of a label in the series of a selection. */
  public void labelValues(String name, Selection selection, Found<String> found) {
    forEachLabels(selection, labels -> {
      if (labels.has(name)) {
        found.add(labels.get(name));
      }
    });
  }

  private void forEachLabels(Selection selection, Consumer<Labels> action) {
    Range range = Range.of(selection, nowSlot);
    read(selection, range, Part.LABELS, page -> {
      Labels labels = page.labels();
      hold(labels);
      if (!labels.get(Labels.METRIC_NAME).equals(OwnNames.UP)) {
        action.accept(labels);
      }
    });
    up(selection, range).forEach(one -> action.accept(one.labels()));
  }

  private void hold(Labels labels) {
    limits.check();
    labels.forEach((name, value) -> limits.hold(Footprint.string(name) + Footprint.string(value)));
  }

  /** Reads all series but {@code up}, whose answer does not depend on who is asked. */
  private void read(Selection selection, Range range, Part part, Consumer<HistoryPage> readNext) {
    if (range.isEmpty() || isUpAlone(selection.matchers())) {
      return;
    }
    List<Member> asked = new ArrayList<>();
    for (Member member : wanted(selection.matchers())) {
      if (member.answers()) {
        asked.add(member);
      } else if (member.presence().last() >= range.fromSlot) {
        reader.warn(member.missing(member.problem()));
      }
    }
    reader.readPages(asked, range.request(part, selection.matchers()), page -> {
      while (page.hasNext()) {
        readNext.accept(page);
      }
    });
  }

  private static boolean isUpAlone(List<LabelMatcher> matchers) {
    return matchers.containsAll(UP);
  }

  private List<Series> up(Selection selection, Range range) {
    Map<String, UpSeries> byName = new LinkedHashMap<>();
    List<Member> asked = new ArrayList<>();
    for (Member member : members) {
      Labels labels = OwnNames.up(member.name());
      if (selection.matchers().stream().allMatch(by -> by.matches(labels.get(by.name())))) {
        byName.put(member.name(), new UpSeries(member.presence(), nowSlot));
        if (member.answers()) {
          asked.add(member);
        }
      }
    }
    if (range.isEmpty() || byName.isEmpty()) {
      return List.of();
    }
    // From the beginning, since a slot without a sample means something only after the first one.
    HistoryRequest request = new Range(0, range.throughSlot).request(Part.SAMPLES, UP);
    reader.readPages(asked, request, page -> {
      while (page.hasNext()) {
        UpSeries up = byName.get(page.labels().get(OwnNames.INSTANCE));
        page.samples((first, last, valueBits) -> {
          if (up != null) {
            up.add(first, last);
          }
        });
      }
    });
    List<Series> found = new ArrayList<>();
    byName.forEach((name, up) -> {
      Series one = up.build(name, range.fromSlot, range.throughSlot, limits);
      if (one.size() > 0) {
        found.add(one);
      }
    });
    return found;
  }

  /** Returns the metadata of all own metrics by name. */
  public Map<String, MetricMetadata> metadata() {
    List<Member> asked = members.stream().filter(Member::answers).toList();
    Map<String, MetricMetadata> byName = new TreeMap<>();
    reader.readOne(asked, HistoryRequest.families(), frame -> {
      for (OwnFamily one : OwnFamilies.from(frame)) {
        byName.put(one.name(), new MetricMetadata(one.type(), "", one.help()));
      }
    });
    return byName;
  }

  /** Returns the warnings about processes whose metrics are missing. */
  public List<String> warnings() {
    return reader.warnings();
  }

  /** Returns the number of samples that it has returned to its query. */
  public long samples() {
    return samples;
  }
}
