// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/**
 * The result of committing a batch.
 *
 * @param outcome whether the batch was applied
 * @param lastSequence the last applied sequence of its channel; 0 if none
 * @param stampMillis the stamp of the window that counted the batch, in epoch milliseconds; 0 if it
 *     was not counted
 */
public record CommitResult(CommitOutcome outcome, long lastSequence, long stampMillis) {
  /** Whether a batch was applied. */
  public enum CommitOutcome {
    APPLIED,
    /** It was at or below the channel's last sequence. */
    DUPLICATE,
    UNKNOWN_CHANNEL,
    /** It refers to label sets by numbers that the channel does not know ({@code BatchWriter}). */
    UNKNOWN_NUMBERS
  }

  static CommitResult applied(long sequence, long stampMillis) {
    return new CommitResult(CommitOutcome.APPLIED, sequence, stampMillis);
  }

  static CommitResult duplicate(long lastSequence) {
    return new CommitResult(CommitOutcome.DUPLICATE, lastSequence, 0);
  }

  static CommitResult unknownNumbers(long lastSequence) {
    return new CommitResult(CommitOutcome.UNKNOWN_NUMBERS, lastSequence, 0);
  }

  static CommitResult unknownChannel() {
    return new CommitResult(CommitOutcome.UNKNOWN_CHANNEL, 0, 0);
  }
}
