// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads chunks bit by bit, by the words of Prometheus' description of them. */
public final class PlainChunks {
  /** A sample: a number, or a native histogram. */
  public record Sample(long millis, long bits, NativeHistogram histogram) {
    /** Makes a sample that is a number. */
    public static Sample of(long millis, double value) {
      return new Sample(millis, Double.doubleToRawLongBits(value), null);
    }
  }

  /** A native histogram; buckets without observations are left out. */
  public record NativeHistogram(
      long schema,
      double zeroThreshold,
      double zeroCount,
      double count,
      double sum,
      TreeMap<Integer, Double> buckets) {}

  private final byte[] bytes;
  private int at;

  private PlainChunks(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads a chunk of a type. */
  public static List<Sample> read(int type, byte[] bytes) {
    PlainChunks chunk = new PlainChunks(bytes);
    List<Sample> samples = type == 1 ? chunk.numbers() : chunk.histograms();
    if (bytes.length * 8 - chunk.at >= 8) {
      throw new AssertionError(bytes.length * 8 - chunk.at + " bits are left");
    }
    return samples;
  }

  private boolean bit() {
    boolean bit = (bytes[at / 8] >> 7 - at % 8 & 1) == 1;
    at++;
    return bit;
  }

  private long bits(int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits = bits << 1 | (bit() ? 1 : 0);
    }
    return bits;
  }

  private long signed(int count) {
    long bits = bits(count);
    return count > 0 && count < 64 && bits > 1L << count - 1 ? bits - (1L << count) : bits;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      long next = bits(8);
      value |= (next & 0x7f) << shift;
      if (next < 128) {
        return value;
      }
    }
  }

  private int ones(int max) {
    int ones = 0;
    while (ones < max && bit()) {
      ones++;
    }
    return ones;
  }

  private int varbitSize() {
    return new int[] {0, 3, 6, 9, 12, 18, 25, 56, 64}[ones(8)];
  }

  private long varbit() {
    return signed(varbitSize());
  }

  private int unsignedVarbit() {
    return (int) bits(varbitSize());
  }

  /** A number and the bits in which it last differed. */
  private final class Value {
    private long bits = bits(64);
    private int leading;
    private int significant;

    double get() {
      return Double.longBitsToDouble(bits);
    }

    void next() {
      if (!bit()) {
        return;
      }
      if (bit()) {
        leading = (int) bits(5);
        significant = (int) bits(6);
        significant = significant == 0 ? 64 : significant;
      }
      bits ^= bits(significant) << 64 - leading - significant;
    }
  }

  private List<Sample> numbers() {
    List<Sample> samples = new ArrayList<>();
    int count = (int) bits(16);
    long zigzag = varint();
    long millis = zigzag >>> 1 ^ -(zigzag & 1);
    Value value = new Value();
    samples.add(new Sample(millis, value.bits, null));
    long distance = 0;
    for (int i = 1; i < count; i++) {
      distance = i == 1 ? varint() : distance + signed(new int[] {0, 14, 17, 20, 64}[ones(4)]);
      millis += distance;
      value.next();
      samples.add(new Sample(millis, value.bits, null));
    }
    return samples;
  }

  private List<Sample> histograms() {
    List<Sample> samples = new ArrayList<>();
    int count = (int) bits(16);
    bits(8);
    double zeroThreshold = zeroThreshold();
    long schema = varbit();
    List<Integer> indexes = new ArrayList<>();
    int next = 0;
    for (int spans = unsignedVarbit(); spans > 0; spans--) {
      int length = unsignedVarbit();
      next += (int) varbit();
      for (; length > 0; length--) {
        indexes.add(next++);
      }
    }
    if (unsignedVarbit() != 0) {
      throw new AssertionError("negative buckets");
    }
    long millis = 0;
    long distance = 0;
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      distance = (i == 1 ? 0 : distance) + varbit();
      millis += distance;
      for (int v = 0; v < 3 + indexes.size(); v++) {
        if (i == 0) {
          values.add(new Value());
        } else {
          values.get(v).next();
        }
      }
      TreeMap<Integer, Double> buckets = new TreeMap<>();
      for (int b = 0; b < indexes.size(); b++) {
        buckets.put(indexes.get(b), values.get(3 + b).get());
      }
      buckets.values().removeIf(observations -> observations == 0);
      samples.add(new Sample(
          millis,
          0,
          new NativeHistogram(
              schema,
              zeroThreshold,
              values.get(1).get(),
              values.get(0).get(),
              values.get(2).get(),
              buckets)));
    }
    return samples;
  }

  private double zeroThreshold() {
    int first = (int) bits(8);
    return switch (first) {
      case 0 -> 0;
      case 255 -> Double.longBitsToDouble(bits(64));
      default -> Math.scalb(0.5, first - 243);
    };
  }
}
