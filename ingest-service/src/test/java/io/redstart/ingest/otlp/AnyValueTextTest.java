// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnyValueTextTest {
  @Test
  void of_writesScalars() throws Exception {
    assertThat(text(AnyValue.getDefaultInstance())).isEmpty();
    assertThat(text(AnyValue.newBuilder().setStringValue("größe").build())).isEqualTo("größe");
    assertThat(text(AnyValue.newBuilder().setBoolValue(true).build())).isEqualTo("true");
    assertThat(text(AnyValue.newBuilder().setBoolValue(false).build())).isEqualTo("false");
    assertThat(text(AnyValue.newBuilder().setIntValue(-42).build())).isEqualTo("-42");
    assertThat(
            text(AnyValue.newBuilder().setBytesValue(ByteString.fromHex("fb00")).build()))
        .isEqualTo("+wA=");
  }

  /** As Go's strconv with the cut-offs of encoding/json writes them. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5",
    "3, 3",
    "-0.0, -0",
    "1e-6, 0.000001",
    "1.5e-7, 1.5e-7",
    "1e-10, 1e-10",
    "123456789012345680000, 123456789012345680000",
    "1e21, 1e+21",
    "-2.5e22, -2.5e+22",
    "2e-3, 0.002",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "4.9E-324, 5e-324",
    "7.8545495444763625E-90, 7.854549544476363e-90",
    "2e23, 2e+23",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity"
  })
  void of_writesDoublesAsGoDoes(double value, String expected) throws Exception {
    assertThat(text(AnyValue.newBuilder().setDoubleValue(value).build())).isEqualTo(expected);
  }

  @Test
  void of_writesListsAndMapsAsJson() throws Exception {
    AnyValue list = AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder()
            .addValues(AnyValue.newBuilder().setStringValue("a\"\n<\u0001"))
            .addValues(AnyValue.newBuilder().setIntValue(1))
            .addValues(AnyValue.getDefaultInstance()))
        .build();
    AnyValue map = AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder()
            .addValues(KeyValue.newBuilder().setKey("b").setValue(list))
            .addValues(KeyValue.newBuilder().setKey("a")))
        .build();

    assertThat(text(list)).isEqualTo("[\"a\\\"\\n<\\u0001\",1,null]");
    assertThat(text(map)).isEqualTo("{\"a\":null,\"b\":[\"a\\\"\\n<\\u0001\",1,null]}");
    assertThat(text(
            AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance()).build()))
        .isEqualTo("[]");
  }

  @Test
  void of_isEmptyWhereJsonCannotHoldANumber() throws Exception {
    AnyValue list = AnyValue.newBuilder()
        .setArrayValue(
            ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setDoubleValue(Double.NaN)))
        .build();

    assertThat(text(list)).isEmpty();
  }

  @Test
  void of_mergesPartsInLinearTimeAndSpace() {
    int parts = 1 << 16;
    byte[] list = new byte[4 * parts];
    for (int at = 0; at < list.length; at += 4) {
      // array_value of one empty value
      list[at] = 5 << 3 | ProtoReader.LENGTH_DELIMITED;
      list[at + 1] = 2;
      list[at + 2] = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    }
    String nulls = "[" + "null,".repeat(parts - 1) + "null]";

    AllocatedBytes.assertAtMost(
        1_000L * parts,
        () -> assertThatCode(() -> assertThat(text(list)).isEqualTo(nulls))
            .doesNotThrowAnyException());
  }

  @Test
  void of_refusesPartsThatAreWholeOnlyTogether() {
    // array_value with 3 bytes of a fixed64, array_value with 5 that would be its rest
    byte[] parts = HexFormat.of().parseHex("2a04" + "61010203" + "2a05" + "1203000000");

    assertThatThrownBy(() -> text(parts))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessage("malformed: length 8 exceeds 3 bytes left at byte 3");
  }

  @Test
  void of_refusesWhatIsNotUtf8() {
    AnyValue bytes =
        AnyValue.newBuilder().setBytesValue(ByteString.fromHex("ff")).build();
    byte[] asString = bytes.toByteArray();
    asString[0] = 1 << 3 | ProtoReader.LENGTH_DELIMITED;

    assertThatThrownBy(() -> text(asString)).isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void of_refusesEndlessNesting() {
    AnyValue nested = AnyValue.getDefaultInstance();
    for (int depth = 0; depth <= AnyValueText.DEPTH_MAX; depth++) {
      nested = AnyValue.newBuilder()
          .setArrayValue(ArrayValue.newBuilder().addValues(nested))
          .build();
    }
    byte[] bytes = nested.toByteArray();

    assertThatThrownBy(() -> text(bytes))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageStartingWith("malformed: nested deeper than 100");
  }

  private static String text(AnyValue value) throws Exception {
    return text(value.toByteArray());
  }

  private static String text(byte[] anyValue) throws Exception {
    ByteSlice slice = new ByteSlice();
    slice.set(anyValue, 0, anyValue.length);
    return AnyValueText.of(slice);
  }
}
