// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import java.util.ArrayDeque;
import java.util.Deque;

/** A bus that is fair but for what a test has told it. */
final class ScriptedWeather implements SimulatedBus.Weather {
  private final Deque<Long> requests = new ArrayDeque<>();
  private final Deque<Long> replies = new ArrayDeque<>();
  private final Deque<Boolean> nobody = new ArrayDeque<>();

  /** The next requests take so long, or are {@link SimulatedBus.Weather#LOST}. */
  void nextRequests(long... millis) {
    for (long one : millis) {
      requests.add(one);
    }
  }

  /** The next replies take so long, or are {@link SimulatedBus.Weather#LOST}. */
  void nextReplies(long... millis) {
    for (long one : millis) {
      replies.add(one);
    }
  }

  /** Tells for each of the next requests whether it finds nobody. */
  void nextFindNobody(boolean... found) {
    for (boolean one : found) {
      nobody.add(one);
    }
  }

  @Override
  public long requestMillis() {
    return requests.isEmpty() ? 1 : requests.remove();
  }

  @Override
  public long replyMillis() {
    return replies.isEmpty() ? 1 : replies.remove();
  }

  @Override
  public boolean findsNobody() {
    return !nobody.isEmpty() && nobody.remove();
  }
}
