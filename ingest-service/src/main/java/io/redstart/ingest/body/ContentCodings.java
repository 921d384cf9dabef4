// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import org.jspecify.annotations.Nullable;

/** The content codings of request bodies, the same in both protocols. One event loop. */
public final class ContentCodings implements AutoCloseable {
  /** All of them, as {@code grpc-accept-encoding} and {@code Accept-Encoding} list them. */
  public static final String ACCEPTED = "identity,gzip,deflate,zstd";

  /** The body is as it is. */
  public static final String IDENTITY = "identity";

  private final Gunzip gzip = new Gunzip();
  private final Unzlib deflate = new Unzlib();
  private final Unzstd zstd = new Unzstd();

  /**
   * Returns what undoes a coding. Two have a second name: {@code x-gzip} (RFC 9110, 8.4.1.3), and
   * {@code zlib}, as the Collector calls what HTTP calls {@code deflate}.
   *
   * @return null if it is none of these, or {@link #IDENTITY}
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
