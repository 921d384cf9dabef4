// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Undoes a compression by other code than the one that is tested. */
final class Codings {
  private Codings() {}

  static byte[] inflate(byte[] bytes, String coding) throws IOException {
    InputStream compressed = new ByteArrayInputStream(bytes);
    try (InputStream in =
        coding.equals("gzip") ? new GZIPInputStream(compressed) : new ZstdInputStream(compressed)) {
      return in.readAllBytes();
    }
  }
}
