// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.model.Increment;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers what label sets had counted, cell by cell, up to some stamp. A Prometheus that scrapes
 * asks for these totals every few seconds. The few rows since the last time are in memory, while a
 * total from the chunks reads every row of the last hours.
 *
 * <pre>
 *   asked for the total through 12:00:15     read from chunks and open rows, remembered
 *   asked for the total through 12:00:30     the remembered one, and the rows (12:00:15 … 12:00:30]
 * </pre>
 *
 * <p>It is a cache: what does not fit is not remembered. Thread-safe.
 */
public final class KnownBases {
  /** A map's node, its key, the base and the header of its bytes (64 bits, compressed pointers). */
  private static final int ENTRY_BYTES = 32 + 16 + 24 + 16;

  private static final class Base {
    final long stampMillis;
    final byte[] bytes;

    Base(long stampMillis, byte[] bytes) {
      this.stampMillis = stampMillis;
      this.bytes = bytes;
    }
  }

  private final Map<Integer, Base> bases = new ConcurrentHashMap<>();
  private final AtomicLong sizeBytes = new AtomicLong();
  private final long sizeMaxBytes;

  /** Creates an empty cache with a limit for its size. */
  public KnownBases(long sizeMaxBytes) {
    this.sizeMaxBytes = sizeMaxBytes;
  }

  /**
   * Adds what a label set had counted up to a stamp that is not after {@code latestMillis}.
   *
   * @return the stamp; {@link Long#MIN_VALUE} if nothing was added
   */
  public long addTo(int id, long latestMillis, Increment target) {
    Base base = bases.get(id);
    if (base == null || base.stampMillis > latestMillis) {
      return Long.MIN_VALUE;
    }
    IncrementCodec.readInto(new WireReader(base.bytes, 0, base.bytes.length), target);
    return base.stampMillis;
  }

  /** Remembers what a label set has counted up to a stamp, unless a later total is known. */
  public void put(int id, long stampMillis, Increment total) {
    Base before = bases.get(id);
    if (before != null && before.stampMillis >= stampMillis) {
      return;
    }
    WireWriter out = new WireWriter(64);
    IncrementCodec.write(total, out);
    Base base = new Base(stampMillis, out.toByteArray());
    if (before == null && sizeBytes.get() + ENTRY_BYTES + base.bytes.length > sizeMaxBytes) {
      return;
    }
    Base replaced = bases.put(id, base);
    sizeBytes.addAndGet(
        base.bytes.length - (replaced == null ? -ENTRY_BYTES : replaced.bytes.length));
  }

  /** Forgets the label sets that a view no longer has, if there can be any. */
  public void retain(LabelSetView view) {
    if (bases.size() > view.size()) {
      bases.keySet().forEach(id -> {
        int at = view.positionOf(id);
        if (at == view.size() || view.record(at).id() != id) {
          remove(id);
        }
      });
    }
  }

  /** Forgets everything. Returns whether there was anything. */
  public boolean clear() {
    boolean hadAny = !bases.isEmpty();
    bases.keySet().forEach(this::remove);
    return hadAny;
  }

  private void remove(Integer id) {
    Base removed = bases.remove(id);
    if (removed != null) {
      sizeBytes.addAndGet(-ENTRY_BYTES - removed.bytes.length);
    }
  }

  /** Returns its approximate heap size in bytes. */
  public long sizeBytes() {
    return sizeBytes.get();
  }
}
