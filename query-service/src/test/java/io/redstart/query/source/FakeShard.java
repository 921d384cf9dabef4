// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.ExemplarsCodec;
import io.redstart.wire.Frame;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A simple shard: holds counts in memory and answers selections, folded as requested. */
public final class FakeShard {
  private final CellLayout layout;
  private final long windowMillis;
  private final Map<Key, TreeMap<Long, Increment>> rows = new LinkedHashMap<>();
  private final Map<Key, TreeMap<Long, Exemplars>> exemplars = new LinkedHashMap<>();
  private long forgottenThroughMillis = Long.MIN_VALUE;

  private record Key(Metric metric, Labels labels) {}

  public FakeShard(CellLayout layout, long windowMillis) {
    this.layout = layout;
    this.windowMillis = windowMillis;
  }

  /** Counts one observation in a window. */
  public void count(Labels labels, long stampMillis, long nanos, long weight) {
    count(Metric.SPANS, labels, stampMillis, nanos, weight);
  }

  /** Counts an observation of a metric in a window; its duration only if the metric has one. */
  public void count(Metric metric, Labels labels, long stampMillis, long nanos, long weight) {
    Increment window = rows.computeIfAbsent(new Key(metric, labels), first -> new TreeMap<>())
        .computeIfAbsent(stampMillis, first -> new Increment());
    if (metric.isTimed()) {
      window.record(layout.cellOf(nanos), weight, Weight.times(nanos, weight));
    } else {
      window.addCalls(weight);
    }
  }

  /** Adds an exemplar to the counts of a window. */
  public void exemplar(Metric metric, Labels labels, long stampMillis, Exemplars exemplar) {
    exemplars
        .computeIfAbsent(new Key(metric, labels), first -> new TreeMap<>())
        .computeIfAbsent(stampMillis, first -> new Exemplars(Exemplars.PLACES_DEFAULT))
        .addAll(exemplar);
  }

  /** Forgets the rows up to a stamp and keeps only their sum. */
  public void forgetThrough(long stampMillis) {
    forgottenThroughMillis = stampMillis;
  }

  /** Returns a page that ends with the first label set that brings it to a number of bytes. */
  public Frame page(SelectRequest request, int maxBytes) {
    request.checkTiers(windowMillis);
    SelectReply.Writer page = new SelectReply.Writer(windowMillis, layout);
    List<Key> all = new ArrayList<>(rows.keySet());
    for (int at = (int) request.cursor(); at < all.size(); at++) {
      Key key = all.get(at);
      long birth = rows.get(key).firstKey();
      if (birth <= request.throughMillis()
          && request.metrics().contains(key.metric)
          && request.share().includes(slot(key.labels))
          && matches(request.matchers(), key.labels)) {
        write(key, request, page);
      }
      if (page.sizeBytes() >= maxBytes) {
        return page.toFrame(at + 1);
      }
    }
    return page.toFrame(-1);
  }

  private static int slot(Labels labels) {
    byte[] bytes = LabelSets.encode(labels);
    return LabelSets.slot(LabelSets.hash(bytes, 0, bytes.length));
  }

  private static boolean matches(List<LabelMatcher> matchers, Labels labels) {
    return matchers.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())));
  }

  private void write(Key key, SelectRequest request, SelectReply.Writer page) {
    TreeMap<Long, Increment> own = rows.get(key);
    long from = request.fromMillis();
    WireWriter out = page.labelSet(
        key.metric,
        LabelSets.encode(key.labels),
        own.firstKey(),
        own.floorKey(request.throughMillis()));
    if (request.parts() == SelectRequest.Parts.EXEMPLARS) {
      writeExemplars(key, request, out);
      return;
    }
    Increment base = new Increment();
    Map<Long, Increment> told = new TreeMap<>();
    own.headMap(request.throughMillis(), true).forEach((stamp, increment) -> {
      if (stamp <= Math.max(from, forgottenThroughMillis)) {
        base.add(increment);
      } else {
        told.computeIfAbsent(fold(stamp, request), first -> new Increment()).add(increment);
      }
    });
    if (request.parts() == SelectRequest.Parts.LABELS) {
      base.clear();
      told.clear();
    }
    write(base, request, out);
    out.writeVarint(told.size());
    long previous = from;
    for (Map.Entry<Long, Increment> row : told.entrySet()) {
      out.writeVarint((row.getKey() - previous) / windowMillis);
      write(row.getValue(), request, out);
      previous = row.getKey();
    }
  }

  /** Returns the end of the requested window that contains a window of this shard. */
  private static long fold(long stampMillis, SelectRequest request) {
    for (SelectRequest.Tier tier : request.tiers()) {
      if (stampMillis <= tier.throughMillis()) {
        long window = tier.windowMillis();
        return (stampMillis + window - 1) / window * window;
      }
    }
    throw new IllegalArgumentException(stampMillis + " is beyond the request");
  }

  private void writeExemplars(Key key, SelectRequest request, WireWriter out) {
    IncrementCodec.write(new Increment(), out);
    Map<Long, Exemplars> told = new TreeMap<>();
    exemplars
        .getOrDefault(key, new TreeMap<>())
        .subMap(request.fromMillis(), false, request.throughMillis(), true)
        .forEach((stamp, one) -> told.computeIfAbsent(
                fold(stamp, request), first -> new Exemplars(Exemplars.PLACES_MAX))
            .addAll(one));
    out.writeVarint(told.size());
    long previous = request.fromMillis();
    for (Map.Entry<Long, Exemplars> row : told.entrySet()) {
      WireWriter value = new WireWriter();
      ExemplarsCodec.write(row.getValue(), value);
      out.writeVarint((row.getKey() - previous) / windowMillis);
      out.writeBytes(value.array(), 0, value.size());
      previous = row.getKey();
    }
  }

  private static void write(Increment increment, SelectRequest request, WireWriter out) {
    if (request.parts() == SelectRequest.Parts.CELLS) {
      IncrementCodec.write(increment, out);
    } else {
      IncrementCodec.writeWithoutCells(increment, out);
    }
  }
}
