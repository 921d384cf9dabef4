// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.model.Weight;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * The unit in which one blob writes its counts: their greatest common divisor. Whole counts are
 * thus multiples of one span, and spans that were all sampled at one rate are multiples of their
 * weight; both are small numbers. A mixture of weights has a tiny unit, and is exact all the same.
 *
 * <p>As bytes: a varint, 0 for {@link Weight#ONE}. A count is a varint of its units.
 */
final class CountUnit {
  private static final long FRACTION = Weight.ONE - 1;

  private final long size;
  private final long unitsMax;

  private CountUnit(long size) {
    this.size = size;
    this.unitsMax = Weight.MAX / size;
  }

  /** Returns the unit for a divisor that {@link #divisor} found; 0 if there are no counts. */
  static CountUnit of(long divisor) {
    return new CountUnit(divisor == 0 ? Weight.ONE : divisor);
  }

  /** Returns the greatest common divisor of the counts before, 0 for none, and another count. */
  static long divisor(long before, long count) {
    // Nearly all counts are whole, so nearly none need a division.
    if (count == before || (before == Weight.ONE && (count & FRACTION) == 0)) {
      return before;
    }
    long divisor = before;
    long rest = count;
    while (rest != 0) {
      long next = divisor % rest;
      divisor = rest;
      rest = next;
    }
    return divisor;
  }

  /** Returns a multiple of the unit as a number of units. */
  long units(long count) {
    if (count == size) {
      return 1;
    }
    return size == Weight.ONE ? count >>> Long.numberOfTrailingZeros(Weight.ONE) : count / size;
  }

  /** Returns the size of the unit as a count. */
  long size() {
    return size;
  }

  /** Writes the unit. */
  void write(WireWriter out) {
    out.writeVarint(size == Weight.ONE ? 0 : size);
  }

  /** Writes a multiple of the unit. */
  void writeCount(long count, WireWriter out) {
    out.writeVarint(units(count));
  }

  /** Reads a unit. */
  static CountUnit read(WireReader in) {
    int at = in.position();
    long size = in.readVarint();
    if (size < 0 || size > Weight.MAX) {
      throw new MalformedFrameException("unit " + size + " of counts at byte " + at);
    }
    return of(size);
  }

  /** Reads a count. */
  long readCount(WireReader in) {
    int at = in.position();
    return count(in.readVarint(), at);
  }

  /** Returns the count for a number of units that was read at a position. */
  long count(long units, int at) {
    if (units < 0 || units > unitsMax) {
      throw new MalformedFrameException(
          "count of " + units + " units, at most " + unitsMax + ", at byte " + at);
    }
    return units * size;
  }
}
