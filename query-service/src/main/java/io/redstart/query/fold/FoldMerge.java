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
import io.redstart.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up the parts of all shards by group and by the first sample of their label sets. It keeps
 * integers, so the order of arrival does not matter. Used by one thread.
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
    final Map<Long, Layer> layers = new TreeMap<>();
    final Corrections corrections = new Corrections();
  }

  private final FoldShape shape;
  private final QueryLimits limits;
  private final Map<Labels, Group> groups = new TreeMap<>();
  private final boolean isOfCells;
  private long heldBytes;

  /** Makes an empty merge. */
  public FoldMerge(FoldShape shape, QueryLimits limits) {
    this.shape = shape;
    this.limits = limits;
    this.isOfCells = shape.measure() == Measure.CELLS || shape.measure() == Measure.BUCKETS;
  }

  /**
   * Adds a page, whose bytes are kept.
   *
   * @throws io.redstart.wire.MalformedFrameException if the page is malformed
   */
  public void add(FoldReply.Reader page) {
    while (page.next()) {
      limits.check();
      Group group = groups.get(page.group());
      if (group == null) {
        hold(GROUP_BYTES + Footprint.labels(page.group()));
        group = new Group();
        groups.put(page.group(), group);
      }
      add(group, page);
    }
  }

  private void add(Group group, FoldReply.Reader page) {
    Layer layer = group.layers.get(page.zeroMillis());
    if (layer == null) {
      int segments = isOfCells ? 0 : shape.grid().cutCount();
      hold(LAYER_BYTES + NumberSums.sizeBytes(segments));
      layer = new Layer(page.zeroMillis(), segments);
      group.layers.put(page.zeroMillis(), layer);
    }
    layer.series += page.series();
    WireReader in = page.content();
    if (isOfCells) {
      CellPart part = CellPart.read(in, shape.grid().cutCount(), shape.cellCount());
      hold(part.sizeBytes());
      layer.cells.add(part);
    } else {
      layer.numbers.read(in);
    }
    int before = group.corrections.size();
    group.corrections.read(in, shape.grid().stepCount(), shape.cellCount());
    hold((long) Corrections.sizeBytes() * 2 * (group.corrections.size() - before));
  }

  private void hold(long bytes) {
    limits.hold(bytes);
    heldBytes += bytes;
  }

  /** Returns the value; nothing can be added afterwards. */
  public Folded result() {
    return switch (shape.measure()) {
      case CALLS, SUM -> FoldedNumbers.of(shape, groups, limits);
      case CELLS -> FoldedHistograms.of(shape, groups, heldBytes, limits);
      case BUCKETS -> FoldedNumbers.ofBuckets(shape, groups, limits);
    };
  }
}
