// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The compression of requests. */
public enum Compression {
  /** No compression. */
  NONE,
  /** Gzip, at its fastest level. */
  GZIP,
  /** Zstandard, at its fastest level. */
  ZSTD;

  private static final int BUFFER_BYTES = 16 << 10;
  /** OTLP messages usually shrink to less. */
  private static final int EXPECTED_DIVISOR = 3;

  /** Returns its name in headers. */
  public String coding() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the compressed bytes. */
  public byte[] compress(byte[] bytes) {
    return switch (this) {
      case NONE -> bytes;
      case GZIP -> gzip(bytes);
      case ZSTD -> Zstd.compress(bytes, 1);
    };
  }

  /**
   * Loads its library, which some machines lack.
   *
   * @param setting the key of the block that chooses it
   * @throws IllegalStateException if it does not work here
   */
  public void check(String setting) {
    try {
      compress(new byte[1]);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          setting + ".compression: " + coding() + " does not work here: " + e, e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 + bytes.length / EXPECTED_DIVISOR);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
