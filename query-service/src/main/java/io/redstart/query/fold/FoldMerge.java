// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.Corrections;
import io.redstart.fold.NumberSums;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the parts of all shards by group and by the first sample of their label sets. It keeps
 * integers, so the order of arrival does not matter. If only quantiles are wanted, a group can be
 * finished early, as soon as all its parts have arrived: one number for each step takes far less
 * memory than counts by segment and cell. Used by one thread.
 */
public final class FoldMerge {
  private static final int LAYER_BYTES = 200;
  private static final int GROUP_BYTES = 150;

  /** The label sets of a group that have their first sample at one time. */
  static final class Layer {
    final long zeroMillis;
    final NumberSums numbers;
    final List<CellPart> cells = new ArrayList<>();
    long series;

    Layer(long zeroMillis, int segments) {
      this.zeroMillis = zeroMillis;
      this.numbers = new NumberSums(segments);
    }
  }

  /** The parts of one group; layers in the order of their first samples. */
  static final class Group {
    final Labels labels;
    final Map<Long, Layer> layers = new TreeMap<>();
    final Corrections corrections = new Corrections();
    private long heldBytes;

    Group(Labels labels) {
      this.labels = labels;
    }
  }

  private final FoldShape shape;
  private final QueryLimits limits;
  /** By the bytes of their labels. */
  private final NavigableMap<byte[], Group> groups = new TreeMap<>(Arrays::compareUnsigned);

  private final boolean isOfCells;
  private final FoldedQuantiles.Builder finished;
  /** All groups before this one are finished. */
  private byte[] finishedBefore = {};

  private long heldBytes;

  /** Makes an empty merge. */
  public FoldMerge(FoldShape shape, QueryLimits limits) {
    this.shape = shape;
    this.limits = limits;
    this.isOfCells = shape.measure() == Measure.CELLS || shape.measure() == Measure.BUCKETS;
    this.finished = new FoldedQuantiles.Builder(shape, limits);
  }

  /**
   * Adds a page, whose bytes are kept.
   *
   * @return the last group of the page; null if it has none
   * @throws MalformedFrameException if the page is malformed
   */
  public byte @Nullable [] add(FoldReply.Reader page) {
    byte[] last = null;
    Group group = null;
    while (page.next()) {
      limits.check();
      if (group == null || last == null || !page.isOf(last)) {
        last = page.groupBytes();
        group = group(last, page);
      }
      add(group, page);
    }
    return last;
  }

  private Group group(byte[] key, FoldReply.Reader page) {
    Group group = groups.get(key);
    if (group == null) {
      if (Arrays.compareUnsigned(key, finishedBefore) < 0) {
        throw new MalformedFrameException("group " + page.group() + " arrives late");
      }
      group = new Group(page.group());
      hold(group, GROUP_BYTES + key.length + Footprint.labels(group.labels));
      groups.put(key, group);
    }
    return group;
  }

  private void add(Group group, FoldReply.Reader page) {
    Layer layer = group.layers.get(page.zeroMillis());
    if (layer == null) {
      int segments = isOfCells ? 0 : shape.grid().cutCount();
      hold(group, LAYER_BYTES + NumberSums.sizeBytes(segments));
      layer = new Layer(page.zeroMillis(), segments);
      group.layers.put(page.zeroMillis(), layer);
    }
    layer.series += page.series();
    WireReader in = page.content();
    if (isOfCells) {
      CellPart part = CellPart.read(in, shape.grid().cutCount(), shape.cellCount());
      hold(group, part.sizeBytes());
      layer.cells.add(part);
    } else {
      layer.numbers.read(in);
    }
    int before = group.corrections.size();
    group.corrections.read(in, shape.grid().stepCount(), shape.cellCount());
    hold(group, (long) Corrections.sizeBytes() * 2 * (group.corrections.size() - before));
  }

  private void hold(Group group, long bytes) {
    limits.hold(bytes);
    group.heldBytes += bytes;
    heldBytes += bytes;
  }

  /** Returns the memory of all groups that are not finished. */
  public long heldBytes() {
    return heldBytes;
  }

  /**
   * Turns groups into the quantiles that are wanted of them.
   *
   * @param before the first group that may have further parts
   */
  public void finish(byte[] before) {
    finish(groups.headMap(before, false).values());
    finishedBefore = before;
  }

  private void finish(Collection<Group> complete) {
    for (Iterator<Group> each = complete.iterator(); each.hasNext(); ) {
      Group group = each.next();
      finished.add(group.labels, group);
      each.remove();
      limits.release(group.heldBytes);
      heldBytes -= group.heldBytes;
    }
  }

  /** Returns whether any group is finished. */
  public boolean hasFinished() {
    return !finished.isEmpty();
  }

  /** Returns the value; nothing can be added afterwards. */
  public Folded result() {
    if (hasFinished()) {
      finish(groups.values());
      return finished.build();
    }
    Map<Labels, Group> byLabels = new TreeMap<>();
    groups.values().forEach(group -> byLabels.put(group.labels, group));
    return switch (shape.measure()) {
      case CALLS, SUM -> FoldedNumbers.of(shape, byLabels, limits);
      case CELLS -> FoldedHistograms.of(shape, byLabels, heldBytes, limits);
      case BUCKETS -> FoldedNumbers.ofBuckets(shape, byLabels, limits);
    };
  }
}
