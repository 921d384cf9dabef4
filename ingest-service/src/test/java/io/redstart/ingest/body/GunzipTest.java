// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.ingest.TestMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

public class GunzipTest {
  private final Gunzip gunzip = new Gunzip();

  @Test
  void inflate_restoresWhatWasCompressed() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    for (int size : new int[] {0, 1, 100, 70_000}) {
      byte[] plain = new byte[size];
      random.nextBytes(plain);

      assertThat(inflate(gzip(plain))).as("%s bytes", size).isEqualTo(plain);
    }
  }

  @Test
  void inflate_stepsOverEveryPartOfTheHeader() throws Exception {
    byte[] member = gzip("hello".getBytes(UTF_8));
    byte[] parts = HexFormat.of().parseHex("0200ffff" + "6e616d6500" + "6300" + "abcd");
    byte[] whole = new byte[member.length + parts.length];
    System.arraycopy(member, 0, whole, 0, 10);
    whole[3] = 2 | 4 | 8 | 16;
    System.arraycopy(parts, 0, whole, 10, parts.length);
    System.arraycopy(member, 10, whole, 10 + parts.length, member.length - 10);
    assertThatThrownBy(() -> inflate(whole)).hasMessage("malformed gzip: checksum of the header");

    CRC32 crc = new CRC32();
    crc.update(whole, 0, 10 + parts.length - 2);
    whole[10 + parts.length - 2] = (byte) crc.getValue();
    whole[10 + parts.length - 1] = (byte) (crc.getValue() >>> 8);
    assertThat(inflate(whole)).asString(UTF_8).isEqualTo("hello");
  }

  @Test
  void inflate_refusesAnotherLengthThanAnnounced() throws Exception {
    byte[] member = gzip(new byte[1_000]);
    member[member.length - 4] = 10;
    member[member.length - 3] = 0;

    assertThatThrownBy(() -> inflate(member))
        .isInstanceOf(InflationException.class)
        .hasMessage("malformed gzip: 1000 bytes inflated of 10 announced");
  }

  @Test
  void inflate_refusesAWrongChecksum() throws Exception {
    byte[] member = gzip("hello".getBytes(UTF_8));
    member[member.length - 8] ^= 1;

    assertThatThrownBy(() -> inflate(member)).hasMessage("malformed gzip: checksum 3610a686");
  }

  @Test
  void inflate_refusesEveryCutAndEveryWrongByteOfTheHeader() throws Exception {
    byte[] member = gzip("hello hello hello".getBytes(UTF_8));
    for (int length = 0; length < member.length; length++) {
      byte[] cut = Arrays.copyOf(member, length);
      assertThatThrownBy(() -> inflate(cut))
          .as("%s bytes", length)
          .isInstanceOf(InflationException.class);
    }
    for (int at = 0; at < 3; at++) {
      byte[] wrong = member.clone();
      wrong[at] ^= 1;
      assertThatThrownBy(() -> inflate(wrong))
          .hasMessage("malformed gzip: no gzip header at byte 0");
    }
  }

  @Test
  void inflate_takesOneMemberAfterTheOther() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int size : new int[] {0, 200_000, 3, 70_000}) {
      byte[] part = new byte[size];
      random.nextBytes(part);
      plain.write(part);
      members.write(gzip(part));
    }

    assertThat(inflate(members.toByteArray())).isEqualTo(plain.toByteArray());
    members.write(0);
    assertThatThrownBy(() -> inflate(members.toByteArray())).isInstanceOf(InflationException.class);
  }

  private byte[] inflate(byte[] members) throws InflationException {
    InflatedBytes target = new InflatedBytes(new ArrayPool(TestMemory.bodies(16 << 20)), 1 << 20);
    gunzip.inflate(members, members.length, target);
    return Arrays.copyOf(target.array(), target.length());
  }

  public static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
