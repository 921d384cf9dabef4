// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.MemoryBudget;

/**
 * The limits of requests until they are answered.
 *
 * @param receiveTimeoutMillis how long a body may take to arrive
 * @param memory the memory that all requests share, from the first byte of their bodies to their
 *     answers
 */
public record RequestLimits(long receiveTimeoutMillis, MemoryBudget memory) {
  private static final int HEAP_SHARE = 16;

  /** Returns the default memory: a share of the heap, but at least enough for the largest form. */
  public static long memoryBytes(long heapBytes) {
    return Math.max(heapBytes / HEAP_SHARE, 2 * FormBody.FORM_MAX_BYTES);
  }

  /** Returns how large a form may be: old and new array must both fit while it grows. */
  int formMaxBytes() {
    return (int) Math.min(FormBody.FORM_MAX_BYTES, memory.maxBytes() / 2);
  }
}
