// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import org.jspecify.annotations.Nullable;

/**
 * A request that was taken from the queue, which keeps it until it is {@linkplain DiskQueue#finish
 * finished}.
 */
public final class QueuedRequest implements Comparable<QueuedRequest> {
  private final long segment;
  private final long offset;
  private final RecordHead head;
  private final byte[] payload;

  /** Set on the queue's thread, read on any. */
  private volatile @Nullable Loss evicted;

  QueuedRequest(long segment, long offset, RecordHead head, byte[] payload) {
    this.segment = segment;
    this.offset = offset;
    this.head = head;
    this.payload = payload;
  }

  /** Returns the request's bytes; the array is not copied. */
  public byte[] payload() {
    return payload;
  }

  /** Returns how many spans it has. */
  public int spans() {
    return head.spans();
  }

  /** Returns why the queue no longer keeps it, or null. */
  public @Nullable Loss evicted() {
    return evicted;
  }

  void evict(Loss loss) {
    evicted = loss;
  }

  long segment() {
    return segment;
  }

  long offset() {
    return offset;
  }

  long stampMillis() {
    return head.stampMillis();
  }

  @Override
  public int compareTo(QueuedRequest other) {
    int bySegment = Long.compare(segment, other.segment);
    return bySegment == 0 ? Long.compare(offset, other.offset) : bySegment;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QueuedRequest that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(segment) * 31 + Long.hashCode(offset);
  }
}
