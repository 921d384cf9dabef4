// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity of a store: a random number, generated once and kept in the store. It moves with the
 * data, and does not depend on a host, an ordinal or an address.
 */
public record StoreId(long high, long low) implements Comparable<StoreId> {
  private static final int DIGITS = 16;

  /** Returns a new random id. */
  public static StoreId random() {
    UUID uuid = UUID.randomUUID();
    return new StoreId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** Reads what {@link #toString} wrote; returns nothing if the text is anything else. */
  public static Optional<StoreId> parse(String text) {
    if (text.length() != 2 * DIGITS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new StoreId(
          HexFormat.fromHexDigitsToLong(text, 0, DIGITS),
          HexFormat.fromHexDigitsToLong(text, DIGITS, 2 * DIGITS)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(StoreId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** Returns 32 hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
