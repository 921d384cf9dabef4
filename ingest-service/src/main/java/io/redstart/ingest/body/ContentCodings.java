// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import org.jspecify.annotations.Nullable;

/** Holds the content codings of request bodies, the same in both protocols. One event loop. */
public final class ContentCodings implements AutoCloseable {
  /** All of them, as {@code grpc-accept-encoding} and {@code Accept-Encoding} list them. */
  public static final String ACCEPTED = "identity,gzip,deflate,zstd";

  /** No coding. */
  public static final String IDENTITY = "identity";

  private final Gunzip gzip = new Gunzip();
  private final Unzlib deflate = new Unzlib();
  private final Unzstd zstd = new Unzstd();

  /**
   * Returns the inflation of a coding. Two have a second name: {@code x-gzip} (RFC 9110, 8.4.1.3),
   * and {@code zlib}, the Collector's name for HTTP's {@code deflate}.
   *
   * @return null if the coding is unknown or {@link #IDENTITY}
   */
  @Nullable
  public Inflation find(String coding) {
    return switch (coding) {
      case "gzip", "x-gzip" -> gzip;
      case "deflate", "zlib" -> deflate;
      case "zstd" -> zstd;
      default -> null;
    };
  }

  @Override
  public void close() {
    gzip.close();
    deflate.close();
    zstd.close();
  }
}
