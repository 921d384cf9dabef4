// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Span names that anybody can choose so that their label sets, {@code {span_name="…"}}, have one
 * public hash: XXH3 without a seed multiplies each block by bits that are known. Two blocks of a name
 * are made so that they are multiplied by the same number; a bit that goes from one to the other
 * then leaves the sum as it was.
 */
public final class CollidingNames {
  private static final String NAME = "x".repeat(20) + "jyfN@@@@"
      + "x".repeat(48) + "jyfN@@@@#ZP}_@HF"
      + "x".repeat(40) + "jyfN@@@@#ZP}_@HF"
      + "x".repeat(48) + "#ZP}_@HF"
      + "x".repeat(96);

  /** Each a bit, and the two places of the name between which it may go. */
  private static final int[][] MOVES = {
    {136, 200, 1}, {136, 200, 2}, {136, 200, 4}, {136, 200, 8}, {136, 200, 16}, {138, 202, 8},
    {139, 203, 2}, {139, 203, 4}, {80, 144, 1}, {80, 144, 2}, {80, 144, 4}, {80, 144, 8},
    {80, 144, 16}, {82, 146, 8}, {83, 147, 2}, {83, 147, 4}, {24, 88, 1}
  };

  private CollidingNames() {}

  /** Returns label sets of different names and one hash; there are 131,072. */
  public static List<Labels> labels(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> Labels.of("span_name", name(number)))
        .toList();
  }

  private static String name(int number) {
    byte[] bytes = NAME.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < MOVES.length; i++) {
      if ((number >> i & 1) != 0) {
        bytes[MOVES[i][0]] ^= (byte) MOVES[i][2];
        bytes[MOVES[i][1]] ^= (byte) MOVES[i][2];
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
