// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stores the keys of a table one after the other in pages, each with its number. Tens of thousands
 * of keys do not fit into a CPU cache, so everything that a look-up needs of a key is in one place:
 *
 * <pre>
 *   page 0   number 4, length 4, key …  number 4, length 4, key …
 *   page 1   number 4, length 4, key …
 *
 *   position = page &lt;&lt; 16 | offset in the page
 * </pre>
 */
final class KeyPages {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final int PAGE_BITS = 16;
  private static final int PAGE_BYTES = 1 << PAGE_BITS;
  private static final int OFFSET_MASK = PAGE_BYTES - 1;
  private static final int HEAD_BYTES = 2 * Integer.BYTES;
  /** The header of an array, and its place in the list. */
  private static final int PAGE_OVERHEAD_BYTES = 24;

  private final List<byte[]> pages = new ArrayList<>();
  private int used = PAGE_BYTES;

  /** Adds a copy of a key and returns its position. A key larger than a page gets its own page. */
  int add(byte[] key, int length, int number) {
    int sizeBytes = HEAD_BYTES + length;
    if (sizeBytes > PAGE_BYTES - used) {
      pages.add(new byte[Math.max(sizeBytes, PAGE_BYTES)]);
      used = 0;
    }
    int last = pages.size() - 1;
    byte[] page = pages.get(last);
    int offset = used;
    INT.set(page, offset, number);
    INT.set(page, offset + Integer.BYTES, length);
    System.arraycopy(key, 0, page, offset + HEAD_BYTES, length);
    used += sizeBytes;
    return (last << PAGE_BITS) | offset;
  }

  /** Returns by how many bytes of heap a new key would grow the pages. */
  long growthBytes(int length) {
    int sizeBytes = HEAD_BYTES + length;
    return sizeBytes > PAGE_BYTES - used
        ? PAGE_OVERHEAD_BYTES + Math.max(sizeBytes, PAGE_BYTES)
        : 0;
  }

  /** Returns the number of the key at a position, or −1 if it differs from the given key. */
  int numberIfEqual(int position, byte[] key, int length) {
    byte[] page = pages.get(position >>> PAGE_BITS);
    int offset = position & OFFSET_MASK;
    int from = offset + HEAD_BYTES;
    return (int) INT.get(page, offset + Integer.BYTES) == length
            && Arrays.equals(page, from, from + length, key, 0, length)
        ? (int) INT.get(page, offset)
        : -1;
  }
}
