// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.limit.Cancellation;
import io.redstart.model.LabelMatcher;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the label sets of a shard that matchers select. Any number of threads may use it at once,
 * but not the counting thread.
 *
 * <p>A matcher runs once for each distinct value of its label, not for each label set. Matchers
 * that list their values (equality, or an alternation of literals) come first: their values are
 * looked up. The others are tried on all values of the label, or on the remaining label sets if
 * there are fewer of them. The lock is not held while matchers run.
 *
 * <p>Answers are cached by matchers, because a query reads page after page and a dashboard repeats
 * its queries every few seconds. Label sets that are newer than a cached answer are tried one by
 * one and added to it.
 */
final class LabelSetFinder {
  /**
   * The limit of the approximate heap size of cached answers; the newest is kept even beyond it.
   */
  static final long ANSWERS_MAX_BYTES = 8L << 20;

  /** Beyond this many newer label sets, an answer is looked up again instead of extended. */
  private static final int TRIED_MAX = 10_000;

  private static final int TRIES_BETWEEN_CHECKS = 64;
  private static final long LOCK_WAIT_MILLIS = 20;

  /** The ids of the matching label sets below an ordinal; the bitmap never changes. */
  private record FoundIds(LabelIndex index, RoaringBitmap ids, long nextOrdinal) {}

  /** The label sets found, by ascending ordinal. */
  static final class Found {
    private final LabelIndex index;
    private final PeekableIntIterator ids;

    private Found(LabelIndex index, RoaringBitmap ids, int firstId) {
      this.index = index;
      this.ids = ids.getIntIterator();
      this.ids.advanceIfNeeded(firstId);
    }

    boolean hasNext() {
      return ids.hasNext();
    }

    long nextOrdinal() {
      return index.ordinalOf(ids.next());
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  /** Guarded by the lock. */
  private @Nullable LabelIndex index;

  /** Guarded by the lock. */
  private final RecentlyUsed<List<LabelMatcher>, FoundIds> answers =
      new RecentlyUsed<>(ANSWERS_MAX_BYTES);

  private volatile long indexBytes;

  /** Returns the approximate heap size of the index in bytes. Thread-safe. */
  long indexBytes() {
    return indexBytes;
  }

  /**
   * Finds label sets.
   *
   * @param share whose slots matter; some label sets of other slots are found, too
   * @param cursor the ordinal to start from
   * @throws io.redstart.limit.CancelledException if the search is cancelled meanwhile
   */
  Found find(
      LabelSetView view,
      List<LabelMatcher> matchers,
      SelectRequest.Share share,
      long cursor,
      Cancellation cancellation) {
    Optional<FoundIds> known = locked(cancellation, () -> answers.get(matchers));
    FoundIds answer = known.isEmpty() || isFarBehind(known.get(), view)
        ? lookUp(view, matchers, cancellation)
        : tried(known.get(), view, matchers, cancellation);
    locked(cancellation, () -> keep(matchers, answer));
    LabelIndex from = answer.index;
    int firstId = from.idOf(Math.max(from.ordinalOf(0), Math.min(cursor, answer.nextOrdinal)));
    return new Found(from, inSlots(share, answer, cancellation), firstId);
  }

  /** Returns those of an answer that are in a share's slots, or not indexed yet. */
  private RoaringBitmap inSlots(
      SelectRequest.Share share, FoundIds answer, Cancellation cancellation) {
    if (share.firstSlot() == 0 && share.lastSlot() == LabelSets.SLOTS - 1) {
      return answer.ids;
    }
    return locked(cancellation, () -> {
      LabelIndex from = answer.index;
      RoaringBitmap ids = from.inSlots(share.firstSlot(), share.lastSlot());
      ids.add(from.idOf(from.nextOrdinal()), (long) Integer.MAX_VALUE);
      ids.and(answer.ids);
      return ids;
    });
  }

  /** Caches an answer, unless the index that it belongs to was replaced meanwhile. */
  private boolean keep(List<LabelMatcher> matchers, FoundIds answer) {
    boolean current = answer.index.equals(index);
    if (current) {
      answers.put(matchers, answer, sizeBytes(matchers, answer));
    }
    return current;
  }

  private static long sizeBytes(List<LabelMatcher> matchers, FoundIds answer) {
    return answer.ids.getLongSizeInBytes()
        + matchers.stream().mapToLong(MatcherCache::sizeBytes).sum();
  }

  private static boolean isFarBehind(FoundIds answer, LabelSetView view) {
    return view.size() - view.positionOf(answer.nextOrdinal) > TRIED_MAX;
  }

  /** Returns an answer extended by the label sets that are newer than it. */
  private static FoundIds tried(
      FoundIds answer, LabelSetView view, List<LabelMatcher> matchers, Cancellation cancellation) {
    int at = view.positionOf(answer.nextOrdinal);
    if (at == view.size()) {
      return answer;
    }
    List<LabelSetMatcher> bySet = matchers.stream().map(LabelSetMatcher::new).toList();
    RoaringBitmap ids = answer.ids.clone();
    for (; at < view.size(); at++) {
      cancellation.check();
      LabelSetRecord record = view.record(at);
      if (bySet.stream().allMatch(one -> one.matches(record.labels(), cancellation))) {
        ids.add(answer.index.idOf(record.id()));
      }
    }
    return new FoundIds(answer.index, ids, view.record(view.size() - 1).id() + 1L);
  }

  private FoundIds lookUp(
      LabelSetView view, List<LabelMatcher> matchers, Cancellation cancellation) {
    List<LabelMatcher> byCost = new ArrayList<>(matchers);
    byCost.sort(Comparator.comparingInt(LabelSetFinder::cost));
    FoundIds all = locked(cancellation, () -> {
      LabelIndex current = currentIndex(view, cancellation);
      int size = current.idOf(current.nextOrdinal());
      return new FoundIds(current, LabelIndex.allBelow(size), current.nextOrdinal());
    });
    RoaringBitmap ids = all.ids;
    for (LabelMatcher matcher : byCost) {
      restrict(ids, matcher, all.index, view, cancellation);
    }
    ids.runOptimize();
    return new FoundIds(all.index, ids, all.nextOrdinal);
  }

  private LabelIndex currentIndex(LabelSetView view, Cancellation cancellation) {
    LabelIndex current = index;
    if (current == null || current.isStale(view)) {
      current = new LabelIndex(view.size() == 0 ? 0 : view.record(0).id());
      index = current;
      answers.clear();
    }
    try {
      current.catchUp(view, cancellation);
    } finally {
      indexBytes = current.sizeBytes();
    }
    return current;
  }

  /**
   * Returns the rank of a matcher, lowest first: literals narrow the most, expressions cost the
   * most.
   */
  private static int cost(LabelMatcher matcher) {
    return (matcher.literals().isPresent() ? 0 : 2) + (matcher.op().isNegative() ? 1 : 0);
  }

  /** Removes the label sets that do not match. */
  private void restrict(
      RoaringBitmap ids,
      LabelMatcher matcher,
      LabelIndex from,
      LabelSetView view,
      Cancellation cancellation) {
    Optional<Set<String>> literals = matcher.literals();
    boolean negative = matcher.op().isNegative();
    if (literals.isPresent()) {
      Set<String> values = literals.get();
      RoaringBitmap selected = locked(
          cancellation,
          () -> selected(from, matcher.name(), values, values.contains(""), ids, cancellation));
      restrict(ids, selected, negative);
      return;
    }
    int values = locked(cancellation, () -> from.valueCount(matcher.name()));
    if (ids.getCardinality() <= values) {
      tryLabelSets(ids, matcher, from, view, cancellation);
      return;
    }
    String[] all = locked(cancellation, () -> from.values(matcher.name()));
    List<String> matching = new ArrayList<>();
    for (String value : all) {
      cancellation.check();
      if (matcher.matches(value, cancellation) != negative) {
        matching.add(value);
      }
    }
    boolean absent = matcher.matches("", cancellation) != negative;
    RoaringBitmap selected = locked(
        cancellation, () -> selected(from, matcher.name(), matching, absent, ids, cancellation));
    restrict(ids, selected, negative);
  }

  /**
   * Returns the label sets with one of the values and, if {@code absent}, those without the label.
   */
  private static RoaringBitmap selected(
      LabelIndex from,
      String name,
      Iterable<String> values,
      boolean absent,
      RoaringBitmap ids,
      Cancellation cancellation) {
    RoaringBitmap selected =
        absent ? RoaringBitmap.andNot(ids, from.present(name)) : new RoaringBitmap();
    from.addPostings(name, values, selected, cancellation);
    return selected;
  }

  private static void restrict(RoaringBitmap ids, RoaringBitmap selected, boolean negative) {
    if (negative) {
      ids.andNot(selected);
    } else {
      ids.and(selected);
    }
  }

  private static void tryLabelSets(
      RoaringBitmap ids,
      LabelMatcher matcher,
      LabelIndex from,
      LabelSetView view,
      Cancellation cancellation) {
    LabelSetMatcher bySet = new LabelSetMatcher(matcher);
    RoaringBitmap others = new RoaringBitmap();
    int tries = 0;
    for (PeekableIntIterator each = ids.getIntIterator(); each.hasNext(); ) {
      if (tries++ % TRIES_BETWEEN_CHECKS == 0) {
        cancellation.check();
      }
      int id = each.next();
      long ordinal = from.ordinalOf(id);
      int at = view.positionOf(ordinal);
      if (at == view.size()
          || view.record(at).id() != ordinal
          || !bySet.matches(view.record(at).labels(), cancellation)) {
        others.add(id);
      }
    }
    ids.andNot(others);
  }

  private <T> T locked(Cancellation cancellation, Supplier<T> action) {
    lock(cancellation);
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private void lock(Cancellation cancellation) {
    boolean interrupted = false;
    try {
      while (true) {
        cancellation.check();
        try {
          if (lock.tryLock(LOCK_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
