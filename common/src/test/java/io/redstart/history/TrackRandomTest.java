// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares a track with a map of its samples. */
class TrackRandomTest {
  private static final double[] VALUES = {0, 1, 2, 1_000_000, 0.1, Double.NaN, -7};

  static long[] seeds() {
    long[] seeds = new SplittableRandom().longs(40).toArray();
    seeds[0] = 1;
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void track_holdsWhatWasAppended(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Long, Long> expected = new TreeMap<>();
    long slot = random.nextLong(1_000_000_000);
    Track track = new Track(slot, bits(random));
    track.forEach(slot, slot, (first, last, bits) -> expected.put(first, bits));
    for (int i = 0; i < 600; i++) {
      slot += random.nextInt(10) == 0 ? 1 + random.nextInt(30) : 1;
      long bits = random.nextInt(3) == 0 ? bits(random) : expected.lastEntry().getValue();
      int bytesMax = track.sizeBytes() + track.growthBytes();
      track.append(slot, bits);
      expected.put(slot, bits);
      assertThat(track.sizeBytes()).as("seed %d", seed).isLessThanOrEqualTo(bytesMax);
      if (random.nextInt(50) == 0) {
        long from = slot - random.nextInt(300);
        track.forgetBefore(from);
        expected.headMap(from).clear();
      }
      if (random.nextInt(20) == 0) {
        long from = slot - random.nextInt(400);
        compare(track, from, from + random.nextInt(400), expected, seed);
      }
    }
    compare(track, 0, Long.MAX_VALUE, expected, seed);
    assertThat(track.lastSlot()).isEqualTo(slot);
    assertThat(track.firstSlot()).as("seed %d", seed).isEqualTo(expected.firstKey());
  }

  private static long bits(SplittableRandom random) {
    return Double.doubleToRawLongBits(VALUES[random.nextInt(VALUES.length)]);
  }

  private static void compare(
      Track track, long from, long through, TreeMap<Long, Long> expected, long seed) {
    TreeMap<Long, Long> found = new TreeMap<>();
    track.forEach(from, through, (first, last, bits) -> {
      for (long slot = first; slot <= last; slot++) {
        assertThat(found.put(slot, bits))
            .as("seed %d: slot %d twice", seed, slot)
            .isNull();
      }
    });
    assertThat(found)
        .as("seed %d: %d … %d", seed, from, through)
        .isEqualTo(expected.subMap(from, true, through, true));
  }
}
