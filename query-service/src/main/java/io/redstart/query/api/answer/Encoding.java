// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The compression of an answer: the first one in {@code Accept-Encoding} that we know. */
public enum Encoding {
  IDENTITY,
  GZIP,
  DEFLATE;

  /** Returns the compression for a request by its {@code Accept-Encoding}. */
  public static Encoding accepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return IDENTITY;
    }
    for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = each.split(";", 2);
      boolean refused = parts.length > 1 && parts[1].trim().matches("q=0(\\.0*)?");
      String name = parts[0].trim();
      if (!refused && name.equals("gzip")) {
        return GZIP;
      }
      if (!refused && name.equals("deflate")) {
        return DEFLATE;
      }
    }
    return IDENTITY;
  }

  /** Returns a stream that compresses the bytes written to it. */
  OutputStream pack(OutputStream out) throws IOException {
    return switch (this) {
      case IDENTITY -> out;
      case GZIP -> new FastGzip(out);
      case DEFLATE -> new DeflaterOutputStream(out);
    };
  }

  /** Prefers speed to size: a client waits for the compression of a large answer. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, AnswerBody.CHUNK_BYTES / 8);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Returns the value of {@code Content-Encoding}; null for none. */
  @Nullable
  String text() {
    return this == IDENTITY ? null : name().toLowerCase(Locale.ROOT);
  }
}
