// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static java.util.Objects.requireNonNull;

import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.wire.LabelSets;

/**
 * A label set of a metric as the wire knows it: its bytes, its hash and its slot. An ingest verticle interns
 * them, so that a {@link Fold} tells them apart by reference; two objects with the same bytes do no
 * harm, because their increments just add up. Immutable.
 */
public final class LabelSet {
  private final Metric metric;
  private final byte[] bytes;
  private final long hash;

  private LabelSet(Metric metric, byte[] bytes) {
    this.metric = metric;
    this.bytes = bytes;
    this.hash = LabelSets.hash(bytes, 0, bytes.length);
  }

  /** Returns a new label set of labels. */
  public static LabelSet of(Metric metric, Labels labels) {
    return new LabelSet(metric, LabelSets.encode(requireNonNull(labels, "labels")));
  }

  /** Returns what is counted for it. */
  public Metric metric() {
    return metric;
  }

  /** Returns the bytes of {@link LabelSets}; nobody changes them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the hash of the bytes. */
  public long hash() {
    return hash;
  }

  /** Returns the slot: 0 … {@value LabelSets#SLOTS} − 1. */
  public int slot() {
    return LabelSets.slot(hash);
  }

  /** Returns how many bytes there are. */
  public int sizeBytes() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return LabelSets.decode(bytes, 0, bytes.length).toString();
  }
}
