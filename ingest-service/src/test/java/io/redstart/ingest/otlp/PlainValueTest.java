// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainValueTest {
  private final ByteSlice text = new ByteSlice();

  @Test
  void readString_pointsAtTheText() throws Exception {
    for (String value : List.of("", "GET", "größe", "x".repeat(127), "x".repeat(20_000))) {
      ByteSlice anyValue =
          slice(AnyValue.newBuilder().setStringValue(value).build().toByteArray());
      assertThat(PlainValue.readString(anyValue, text)).isTrue();
      assertThat(text.toUtf8()).isEqualTo(value);
    }
  }

  @Test
  void readString_leavesOthersAlone() {
    byte[] array = AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setStringValue("a")))
        .build()
        .toByteArray();
    byte[] string = AnyValue.newBuilder().setStringValue("GET").build().toByteArray();
    assertThat(PlainValue.readString(slice(array), text)).isFalse();
    assertThat(PlainValue.readString(slice(new byte[0]), text)).isFalse();
    for (int length = 0; length < string.length; length++) {
      assertThat(PlainValue.readString(slice(Arrays.copyOf(string, length)), text))
          .isFalse();
    }
    byte[] twice = Arrays.copyOf(string, string.length * 2);
    System.arraycopy(string, 0, twice, string.length, string.length);
    assertThat(PlainValue.readString(slice(twice), text)).isFalse();
    assertThat(text.isPresent()).isFalse();
  }

  @Test
  void readNatural_readsNumbersFromZero() {
    for (long value : new long[] {0, 1, 127, 128, 5432, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      byte[] bytes = AnyValue.newBuilder().setIntValue(value).build().toByteArray();
      assertThat(PlainValue.readNatural(slice(bytes))).isEqualTo(value);
    }
    assertThat(PlainValue.readNatural(slice(new byte[] {24}))).isEqualTo(-1);
  }

  @Test
  void isTrue_ofTrueAlone() {
    for (boolean value : new boolean[] {true, false}) {
      byte[] bytes = AnyValue.newBuilder().setBoolValue(value).build().toByteArray();
      assertThat(PlainValue.isTrue(slice(bytes))).isEqualTo(value);
    }
    assertThat(PlainValue.isTrue(slice(new byte[0]))).isFalse();
  }

  /** Puts the bytes into the middle of others. */
  private static ByteSlice slice(byte[] bytes) {
    byte[] around = new byte[bytes.length + 4];
    Arrays.fill(around, (byte) 1);
    System.arraycopy(bytes, 0, around, 2, bytes.length);
    ByteSlice slice = new ByteSlice();
    slice.set(around, 2, bytes.length);
    return slice;
  }
}
