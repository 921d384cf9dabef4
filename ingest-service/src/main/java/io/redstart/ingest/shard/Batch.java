// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.ingest.red.Fold;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of a channel: a fold, and the parts of requests that it contains.
 *
 * <p>A pending batch accepts more parts. Folded increments cannot be separated again, so a batch
 * has one fate for all its parts: it is sent whole, split by entries with every part in both
 * halves, moved whole, or dropped whole. A settled batch is never sent.
 */
final class Batch {
  private enum State {
    PENDING,
    SENT,
    SETTLED
  }

  private final Fold fold;
  private final ChannelMeters meters;
  private final List<Submission.Part> parts = new ArrayList<>();
  private State state = State.PENDING;

  /** Makes an empty batch. */
  Batch(Fold empty, ChannelMeters meters) {
    this.fold = empty;
    this.meters = meters;
  }

  Fold fold() {
    return fold;
  }

  boolean isEmpty() {
    return fold.size() == 0;
  }

  boolean isSettled() {
    return state == State.SETTLED;
  }

  /** Returns whether any of its requests still waits for an answer. */
  boolean isAwaited() {
    for (Submission.Part part : parts) {
      if (part.isAwaited()) {
        return true;
      }
    }
    return false;
  }

  /** Returns an upper bound for the size of the entries in a message. */
  int sizeBytesMax() {
    return fold.sizeBytesMax();
  }

  /** Adds an entry to the fold; its part must be added too. */
  void add(Fold source, int entry) {
    int before = fold.sizeBytesMax();
    fold.add(source, entry);
    fold.account();
    meters.pendingBytes(fold.sizeBytesMax() - before);
  }

  /** Adds a part. */
  void board(Submission.Part part) {
    parts.add(part);
    part.boarded(this);
  }

  /** Adds all parts of another batch. */
  void boardAll(Batch other) {
    other.parts.forEach(this::board);
  }

  /**
   * Splits a pending batch in two, and settles it.
   *
   * @param limitBytes the maximum size of the entries of {@code head}
   * @param head an empty batch that gets the first entries that fit
   * @param rest an empty batch that gets all others
   */
  void split(int limitBytes, Batch head, Batch rest) {
    int takenBytes = 0;
    for (int entry = 0; entry < fold.size(); entry++) {
      boolean fits = takenBytes + fold.sizeBytesMax(entry) <= limitBytes;
      takenBytes += fits ? fold.sizeBytesMax(entry) : 0;
      (fits ? head : rest).add(fold, entry);
    }
    head.boardAll(this);
    rest.boardAll(this);
    left();
  }

  /** Returns whether at least one entry fits into a limit. */
  boolean hasEntryWithin(int limitBytes) {
    for (int entry = 0; entry < fold.size(); entry++) {
      if (fold.sizeBytesMax(entry) <= limitBytes) {
        return true;
      }
    }
    return false;
  }

  /** Ends this batch after all its parts moved to others. */
  void left() {
    end();
    fold.release();
    parts.forEach(Submission.Part::left);
  }

  /** Marks the batch as sent; it accepts no more entries. */
  void depart() {
    leavePending();
    state = State.SENT;
  }

  /** Drops the batch if it was not sent, so that none of it will be counted. */
  void dropIfPending(SubmissionRefusal reason, String why) {
    if (state == State.PENDING) {
      refuse(reason, why);
    }
  }

  /** Drops the batch, which is certain not to be counted. */
  void refuse(SubmissionRefusal reason, String why) {
    meters.refusal(reason);
    settle(Fate.NOT_APPLIED, reason, why);
    fold.release();
  }

  /** Reports the fate of a sent batch to all its parts. */
  void settle(Fate fate, String why) {
    settle(fate, SubmissionRefusal.STORE_REFUSED, why);
  }

  private void settle(Fate fate, SubmissionRefusal ifNotApplied, String why) {
    end();
    for (Submission.Part part : parts) {
      part.settled(fate, ifNotApplied, why);
    }
  }

  private void end() {
    if (state == State.SETTLED) {
      throw new IllegalStateException("a batch was settled twice");
    }
    leavePending();
    state = State.SETTLED;
  }

  private void leavePending() {
    if (state == State.PENDING) {
      meters.pendingBytes(-fold.sizeBytesMax());
    }
  }
}
