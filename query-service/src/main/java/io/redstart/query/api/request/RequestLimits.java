// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import io.redstart.limit.MemoryBudget;

/**
 * The limits on requests that are not answered yet.
 *
 * @param receiveTimeoutMillis how long a body may take to arrive
 * @param memory the memory that all requests share; a request uses it from the first byte of its
 *     body until it is answered
 */
public record RequestLimits(long receiveTimeoutMillis, MemoryBudget memory) {
  private static final int HEAP_SHARE = 16;

  /** Returns the default memory: a share of the heap, but at least enough for the largest form. */
  public static long memoryBytes(long heapBytes) {
    return Math.max(heapBytes / HEAP_SHARE, 2 * FormBody.FORM_MAX_BYTES);
  }

  /**
   * Returns the largest form in bytes: at most half of the memory, because a form's old and new
   * array coexist while it grows.
   */
  int formMaxBytes() {
    return (int) Math.min(FormBody.FORM_MAX_BYTES, memory.maxBytes() / 2);
  }
}
