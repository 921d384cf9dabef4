// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.answer.ExportAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingsTest {
  private static final int MAX_BYTES = 1 << 20;

  /** Somebody's encoder of each coding, and of each way to write it. */
  private enum Encoder {
    GZIP("gzip"),
    X_GZIP("x-gzip"),
    DEFLATE("deflate"),
    ZLIB("zlib"),
    BARE_DEFLATE("deflate"),
    ZSTD_WITH_LENGTH("zstd"),
    ZSTD_STREAM("zstd");

    private final String coding;

    Encoder(String coding) {
      this.coding = coding;
    }

    byte[] encode(byte[] plain) throws IOException {
      return switch (this) {
        case GZIP, X_GZIP -> GunzipTest.gzip(plain);
        case DEFLATE, ZLIB -> deflate(plain, false);
        case BARE_DEFLATE -> deflate(plain, true);
        case ZSTD_WITH_LENGTH -> Zstd.compress(plain);
        case ZSTD_STREAM -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bytes)) {
            out.write(plain);
          }
          yield bytes.toByteArray();
        }
      };
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(9, bare))) {
        out.write(plain);
      }
      return bytes.toByteArray();
    }
  }

  private final ArrayPool pool = new ArrayPool(TestMemory.bodies(3 * MAX_BYTES));
  private final ContentCodings codings = new ContentCodings();

  @AfterEach
  void close() {
    codings.close();
    assertThat(pool.takenBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void inflate_restoresWhatWasEncoded(Encoder encoder) throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    for (int size : new int[] {0, 1, 1_000, 1 << 16, 300_000, MAX_BYTES}) {
      byte[] plain = new byte[size];
      random.nextBytes(plain);
      Arrays.fill(plain, 0, size / 2, (byte) 7);

      assertThat(inflate(encoder, encoder.encode(plain))).as("%s bytes", size).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @EnumSource
  void inflate_ofABomb_costsNoMoreThanTheLimit(Encoder encoder) throws Exception {
    byte[] bomb = encoder.encode(new byte[64 * MAX_BYTES]);

    assertThat(bomb.length).isLessThan(MAX_BYTES / 10);
    assertTooLarge(encoder, bomb);
    assertTooLarge(encoder, encoder.encode(new byte[MAX_BYTES + 1]));
  }

  @ParameterizedTest
  @EnumSource
  void inflate_ofWhatIsCutOffOrFollowedByMore_isMalformed(Encoder encoder) throws Exception {
    byte[] coded = encoder.encode("hello hello hello".getBytes(UTF_8));
    for (int length = 0; length < coded.length; length++) {
      byte[] cut = Arrays.copyOf(coded, length);
      assertThatThrownBy(() -> inflate(encoder, cut))
          .as("%s of %s bytes", length, coded.length)
          .isInstanceOf(InflationException.class);
    }
    byte[] more = Arrays.copyOf(coded, coded.length + 20);
    Arrays.fill(more, coded.length, more.length, (byte) 1);
    assertThatThrownBy(() -> inflate(encoder, more)).isInstanceOf(InflationException.class);
  }

  @ParameterizedTest
  @EnumSource
  void inflate_ofMutations_restoresOrRefuses(Encoder encoder) throws Exception {
    byte[] coded = encoder.encode("hello hello hello".repeat(50).getBytes(UTF_8));
    int refused = 0;
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] mutated = coded.clone();
      mutated[random.nextInt(coded.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(inflate(encoder, mutated).length).isLessThanOrEqualTo(MAX_BYTES);
      } catch (InflationException e) {
        refused++;
      }
      assertThat(pool.takenBytes()).as("seed %s", seed).isZero();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void inflate_takesOneZstdFrameAfterTheOther() throws Exception {
    byte[] frame = Zstd.compress(new byte[1_000]);
    byte[] both = Arrays.copyOf(frame, 2 * frame.length);
    System.arraycopy(frame, 0, both, frame.length, frame.length);

    assertThat(inflate(Encoder.ZSTD_STREAM, both)).hasSize(2_000);
  }

  @Test
  void inflate_refusesAZstdWindowBeyond8Mib() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bytes)) {
      out.setLong(24);
      out.write(new byte[1_000]);
      out.flush();
      out.write(new byte[1_000]);
    }

    assertThatThrownBy(() -> inflate(Encoder.ZSTD_STREAM, bytes.toByteArray()))
        .hasMessageContaining("malformed zstd: Frame requires too much memory");
  }

  @Test
  void inflate_whenThePoolIsEmpty_asksToComeBack() throws Exception {
    ArrayPool shared = new ArrayPool(TestMemory.bodies(1 << 16));
    shared.take(1 << 14);
    assertThat(answerWithoutRoom(shared).kind()).isEqualTo(ExportAnswer.Kind.REFUSED);
  }

  @Test
  void inflate_whenThePoolIsTooSmall_isRefusedForGood() throws Exception {
    assertThat(answerWithoutRoom(new ArrayPool(TestMemory.bodies(1 << 15))))
        .satisfies(answer -> assertThat(answer.kind()).isEqualTo(ExportAnswer.Kind.TOO_LARGE))
        .satisfies(answer -> assertThat(answer.message()).contains("memory for bodies"));
  }

  private ExportAnswer answerWithoutRoom(ArrayPool few) throws Exception {
    byte[] coded = Encoder.DEFLATE.encode(new byte[100]);
    InflatedBytes target = new InflatedBytes(few, MAX_BYTES);
    Inflation deflate = codings.find("deflate");
    return catchThrowableOfType(
            InflationException.class, () -> deflate.inflate(coded, coded.length, target))
        .answer();
  }

  private void assertTooLarge(Encoder encoder, byte[] coded) {
    assertThatThrownBy(() -> inflate(encoder, coded))
        .isInstanceOfSatisfying(
            InflationException.class,
            e -> assertThat(e.answer().kind()).isEqualTo(ExportAnswer.Kind.TOO_LARGE));
  }

  private byte[] inflate(Encoder encoder, byte[] coded) throws InflationException {
    InflatedBytes target = new InflatedBytes(pool, MAX_BYTES);
    try {
      codings.find(encoder.coding).inflate(coded, coded.length, target);
      return Arrays.copyOf(target.array(), target.length());
    } finally {
      target.release();
    }
  }
}
