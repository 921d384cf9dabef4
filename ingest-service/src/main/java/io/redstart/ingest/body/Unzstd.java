// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.redstart.ingest.answer.ExportAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inflates {@code zstd} (RFC 8878), one frame after the other, by the native library. The first
 * such request unpacks the library into the folder for temporary files and loads it.
 *
 * <p>The sender chooses the size of a frame's window, which is native memory; it may be at most 8
 * MiB, the limit of RFC 9659 for this coding.
 */
final class Unzstd implements Inflation {
  private static final Logger log = LoggerFactory.getLogger(Unzstd.class);

  private static final String CODING = "zstd";
  private static final int WINDOW_BITS_MAX = 23;

  @Override
  public void inflate(byte[] bytes, int length, InflatedBytes target) throws InflationException {
    if (length == 0) {
      throw InflationException.malformed(CODING, "no bytes");
    }
    try (ZstdInputStreamNoFinalizer in = open(bytes, length)) {
      target.makeRoom();
      int more = in.read(target.target(), target.at(), target.room());
      while (more >= 0) {
        target.advance(more);
        target.makeRoom();
        more = in.read(target.target(), target.at(), target.room());
      }
    } catch (IOException e) {
      throw InflationException.malformed(CODING, String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      log.error("cannot load the native library of zstd", e);
      throw new InflationException(ExportAnswer.of(
          ExportAnswer.Kind.UNKNOWN_ENCODING,
          "encoding \"zstd\" is not available on this machine"));
    }
  }

  private static ZstdInputStreamNoFinalizer open(byte[] bytes, int length) throws IOException {
    return new ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(bytes, 0, length), RecyclingBufferPool.INSTANCE)
        .setLongMax(WINDOW_BITS_MAX);
  }

  @Override
  public void close() {
    // Each body has its own decoder.
  }
}
