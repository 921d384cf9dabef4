// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.answer.ExportAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes in any coding: what somebody else's decoder restores, within the limit, or refused. The
 * first byte chooses the coding, the rest is the body.
 */
class ContentCodingsFuzzTest {
  private static final int MAX_BYTES = 1 << 18;

  /** The array that is filled, and the one before it from which it grew. */
  private static final int POOL_BYTES = 2 * MAX_BYTES;

  private static final byte[] HELLO = "hello hello hello, größe".repeat(20).getBytes(UTF_8);

  /** What the first byte stands for. */
  private enum Body {
    GZIP("gzip"),
    /** A bare deflate stream in gzip's frame with the right checksum, which chance never finds. */
    FRAMED_GZIP("gzip"),
    DEFLATE("deflate"),
    ZSTD("zstd");

    private final String coding;

    Body(String coding) {
      this.coding = coding;
    }
  }

  private final ArrayPool pool = new ArrayPool(TestMemory.bodies(POOL_BYTES));
  private final ContentCodings codings = new ContentCodings();

  static Stream<byte[]> bodies() throws IOException {
    ByteArrayOutputStream zlib = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
      out.write(HELLO);
    }
    byte[] gzip = GunzipTest.gzip(HELLO);
    byte[] bomb = GunzipTest.gzip(new byte[8 * MAX_BYTES]);
    byte[] bare = Arrays.copyOfRange(gzip, 10, gzip.length - 8);
    return Stream.of(
        of(Body.GZIP, gzip),
        of(Body.GZIP, bomb),
        of(Body.FRAMED_GZIP, bare),
        of(Body.DEFLATE, zlib.toByteArray()),
        of(Body.DEFLATE, bare),
        of(Body.ZSTD, Zstd.compress(HELLO)),
        of(Body.ZSTD, Zstd.compress(new byte[8 * MAX_BYTES])));
  }

  private static byte[] of(Body body, byte[] coded) {
    return ByteBuffer.allocate(1 + coded.length)
        .put((byte) body.ordinal())
        .put(coded)
        .array();
  }

  @Timeout(10)
  @MethodSource("bodies")
  @FuzzTest
  void inflate(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    Body body = Body.values()[(input[0] & 0xff) % Body.values().length];
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    byte[] coded = body == Body.FRAMED_GZIP ? framed(rest) : rest;
    byte[] inflated = inflate(body.coding, coded);
    assertThat(pool.takenBytes()).isZero();
    if (inflated != null) {
      assertThat(inflated.length).isLessThanOrEqualTo(MAX_BYTES);
      assertThat(inflated).isEqualTo(inflatedElsewhere(body.coding, coded));
    }
  }

  /** Returns null if it is refused. */
  private byte[] inflate(String coding, byte[] coded) {
    InflatedBytes target = new InflatedBytes(pool, MAX_BYTES);
    try {
      codings.find(coding).inflate(coded, coded.length, target);
      return Arrays.copyOf(target.array(), target.length());
    } catch (InflationException e) {
      assertThat(e.answer().kind()).isIn(ExportAnswer.Kind.MALFORMED, ExportAnswer.Kind.TOO_LARGE);
      return null;
    } finally {
      target.release();
    }
  }

  private static byte[] inflatedElsewhere(String coding, byte[] coded) throws IOException {
    InputStream in = new ByteArrayInputStream(coded);
    boolean isZlib = (coded[0] & 0x0f) == 8;
    Inflater inflater = new Inflater(!isZlib);
    try (InputStream decoder = switch (coding) {
      case "gzip" -> new GZIPInputStream(in);
      case "deflate" -> new InflaterInputStream(in, inflater);
      default -> new ZstdInputStreamNoFinalizer(in);
    }) {
      return decoder.readAllBytes();
    } finally {
      inflater.end();
    }
  }

  private static byte[] framed(byte[] deflated) {
    byte[] inflated = new byte[2 * MAX_BYTES];
    Inflater inflater = new Inflater(true);
    inflater.setInput(deflated);
    int length = 0;
    try {
      length = inflater.inflate(inflated);
    } catch (DataFormatException e) {
      // Framed all the same.
    }
    int read = inflater.getTotalIn();
    inflater.end();
    CRC32 crc = new CRC32();
    crc.update(inflated, 0, length);
    return ByteBuffer.allocate(18 + read)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0})
        .put(deflated, 0, read)
        .putInt((int) crc.getValue())
        .putInt(length)
        .array();
  }
}
