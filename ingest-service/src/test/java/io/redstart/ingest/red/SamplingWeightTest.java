// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.model.Weight;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingWeightTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ot=th:0                      | 1",
        "ot=th:8                      | 2",
        "ot=th:c                      | 4",
        "ot=th:C                      | 4",
        "vendor=x,ot=rv:abc;th:8,b=c  | 2",
        "a=b , ot=th:c                | 4",
        "ot=th:fffffffffffffe         | 1073741824",
        "ot=th:fffffffc000000         | 1073741824"
      })
  void of_readsTheThreshold(String traceState, long spans) {
    assertThat(weight(traceState)).isEqualTo(spans * Weight.ONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ot=",
        "ot=th:",
        "ot=th:g",
        "ot=th:g",
        "ot=th:000000000000000",
        "xot=th:8",
        "ot=rv:8",
        "oth:8",
        ",;,",
        "ot"
      })
  void of_withoutAValidThreshold_isOne(String traceState) {
    assertThat(weight(traceState)).isEqualTo(Weight.ONE);
  }

  @Test
  void ofKept_isRoundedOnce() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      long kept = 1 + (random.nextLong(1L << 56) >>> random.nextInt(50));
      BigDecimal exact = new BigDecimal(BigInteger.ONE.shiftLeft(72))
          .divide(BigDecimal.valueOf(kept), 0, RoundingMode.HALF_UP);

      assertThat(SamplingWeight.ofKept(kept))
          .as("kept %s", kept)
          .isEqualTo(exact.min(BigDecimal.valueOf(SamplingWeight.MAX)).longValueExact());
    }
  }

  private static long weight(String traceState) {
    byte[] bytes = traceState.getBytes(UTF_8);
    ByteSlice slice = new ByteSlice();
    slice.set(bytes, 0, bytes.length);
    long weight = SamplingWeight.of(slice);
    return weight == SamplingWeight.NONE ? Weight.ONE : weight;
  }
}
