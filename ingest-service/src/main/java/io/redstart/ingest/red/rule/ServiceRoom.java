// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import com.dynatrace.hash4j.hashing.Hasher64;
import io.redstart.model.Labels;
import io.redstart.spanmetrics.SpanLimitsConfig;
import io.redstart.wire.LabelSets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The label sets and operations that one service has been admitted:
 *
 * <pre>
 *   label sets   hash 7a1c… → {operation GET /cart, admission}     at most label_sets_per_service
 *                hash 90ee… → {operation GET /cart, admission}
 *   operations   GET /cart → 2 label sets                          at most operations_per_service
 * </pre>
 *
 * <p>Label sets are distinguished by their 64-bit hash. Among a million of them, two share a hash
 * with a probability of 1 in 37 million, and then count as one here and nowhere else. The hash is
 * secret: with the public one of {@link LabelSets} a sender could make all its label sets count as
 * one.
 *
 * <p>Guarded by itself.
 */
final class ServiceRoom {
  /**
   * The maximum number of a service's overflow label sets with an instance; further ones have none.
   */
  static final int OVERFLOW_INSTANCES_MAX = 100;

  /**
   * A node of the map, its key, an entry, an admission with its state, a share of its operation.
   */
  private static final int ENTRY_BYTES = 32 + 24 + 24 + 16 + 24 + 60;

  private record Entry(String operation, Admission admission) {}

  private final String service;
  private final SpanLimitsConfig limits;
  private final Hasher64 hasher;
  private final AdmittedMemory memory;
  private final Map<Long, Entry> labelSets = new HashMap<>();
  private final Map<String, Integer> labelSetsByOperation = new HashMap<>();
  private final Set<Labels> overflows = new HashSet<>();
  private final LongAdder overflowSpans = new LongAdder();
  private @Nullable Admission overflow;
  private boolean closed;

  ServiceRoom(String service, SpanLimitsConfig limits, Hasher64 hasher, AdmittedMemory memory) {
    this.service = service;
    this.limits = limits;
    this.hasher = hasher;
    this.memory = memory;
  }

  String service() {
    return service;
  }

  /**
   * Returns the labels to count, or null if this room is closed and the caller must ask another.
   */
  synchronized @Nullable AdmittedLabels admit(Labels labels) {
    if (closed) {
      return null;
    }
    String operation = labels.get(OverflowLabels.SPAN_NAME);
    boolean operationFits = limits.operationsPerService() == 0
        || labelSetsByOperation.containsKey(operation)
        || operations() < limits.operationsPerService();
    Labels counted = operationFits ? labels : OverflowLabels.ofOperation(labels);
    byte[] bytes = LabelSets.encode(counted);
    long hash = hasher.hashBytesToLong(bytes);
    Entry known = labelSets.get(hash);
    if (known != null) {
      known.admission.touch();
    } else if ((limits.labelSetsPerService() == 0
            || labelSets.size() < limits.labelSetsPerService())
        && memory.take(ENTRY_BYTES)) {
      known = add(hash, counted.get(OverflowLabels.SPAN_NAME), operationFits);
    } else {
      return overflow(labels);
    }
    return new AdmittedLabels(counted, known.admission);
  }

  private int operations() {
    return labelSetsByOperation.size()
        - (labelSetsByOperation.containsKey(OverflowLabels.OVERFLOW) ? 1 : 0);
  }

  private Entry add(long hash, String operation, boolean fits) {
    Entry entry = new Entry(operation, new Admission(fits ? null : overflowSpans));
    labelSets.put(hash, entry);
    labelSetsByOperation.merge(operation, 1, Integer::sum);
    return entry;
  }

  /** Returns the overflow labels of the service for a label set. */
  synchronized AdmittedLabels overflow(Labels labels) {
    Labels left = OverflowLabels.ofLabelSet(labels);
    if (!overflows.contains(left)) {
      if (overflows.size() < OVERFLOW_INSTANCES_MAX) {
        overflows.add(left);
      } else {
        left = OverflowLabels.withoutInstance(left);
      }
    }
    if (overflow == null) {
      overflow = new Admission(overflowSpans);
    }
    return new AdmittedLabels(left, overflow);
  }

  /**
   * Releases the label sets that were idle since the sweep before the last. Returns whether none is
   * left.
   */
  synchronized boolean sweep() {
    if (removeIf(Admission::sweep)) {
      askAnew();
    }
    closed = labelSets.isEmpty();
    return closed;
  }

  /** Makes all users of an overflow ask again, because there could be room now. */
  synchronized void askAnew() {
    removeIf(Admission::revokeOverflow);
    if (overflow != null) {
      overflow.revokeOverflow();
      overflow = null;
    }
    overflows.clear();
  }

  private boolean removeIf(Predicate<Admission> isGone) {
    return labelSets.values().removeIf(entry -> {
      boolean gone = isGone.test(entry.admission);
      if (gone) {
        memory.giveBack(ENTRY_BYTES);
        labelSetsByOperation.computeIfPresent(
            entry.operation, (name, count) -> count == 1 ? null : count - 1);
      }
      return gone;
    });
  }

  synchronized int labelSets() {
    return labelSets.size();
  }

  long overflowSpans() {
    return overflowSpans.sum();
  }
}
