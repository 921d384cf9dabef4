// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import com.github.luben.zstd.Zstd;
import io.redstart.ingest.forward.ForwardConfig.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses requests, at the fastest level. */
final class Compressor {
  private static final int BUFFER_BYTES = 16 << 10;
  /** Batches of spans usually shrink to less. */
  private static final int EXPECTED_DIVISOR = 3;

  private Compressor() {}

  /** Returns the compressed bytes. */
  static byte[] compress(byte[] bytes, Compression compression) {
    return switch (compression) {
      case NONE -> bytes;
      case GZIP -> gzip(bytes);
      case ZSTD -> Zstd.compress(bytes, 1);
    };
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
