// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far several shards have come in the order of groups ({@link io.redstart.wire.FoldReply}). A
 * group is complete once every shard has reached a later one. Used by one thread.
 *
 * <pre>
 *   shard 0   at group f
 *   shard 1   at group c      c may have further parts, a and b are complete
 *   shard 2   ended
 * </pre>
 */
public final class StreamPositions {
  private final byte[] @Nullable [] last;
  private final boolean[] ended;

  /** Makes the positions of shards that have sent nothing yet. */
  public StreamPositions(int shards) {
    this.last = new byte[shards] @Nullable [];
    this.ended = new boolean[shards];
  }

  /** Notes the last group that a shard has sent. */
  public void reached(int shard, byte[] group) {
    last[shard] = group;
  }

  /** Notes that a shard has sent all. */
  public void ended(int shard) {
    ended[shard] = true;
  }

  /**
   * Returns the last group of the shard that is furthest behind. All groups before it are complete.
   * Null if a shard has sent no group yet, or all have ended.
   */
  public byte @Nullable [] slowest() {
    byte[] slowest = null;
    for (int shard = 0; shard < last.length; shard++) {
      byte[] own = last[shard];
      if (!ended[shard]) {
        if (own == null) {
          return null;
        }
        slowest = slowest == null || Arrays.compareUnsigned(own, slowest) < 0 ? own : slowest;
      }
    }
    return slowest;
  }

  /** Returns whether a shard is further than the one that is furthest behind. */
  public boolean isAhead(int shard) {
    byte[] own = last[shard];
    if (own == null || ended[shard]) {
      return false;
    }
    byte[] slowest = slowest();
    return slowest == null || Arrays.compareUnsigned(own, slowest) > 0;
  }
}
