// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import java.util.zip.Inflater;

/**
 * Inflates {@code deflate}, which in HTTP and gRPC means zlib's format (RFC 1950). Some senders
 * write a bare deflate stream (RFC 1951) by mistake, which is accepted, too.
 *
 * <p>The first byte distinguishes them. Zlib's ends in the bits 1000, its only method. A bare
 * stream with this first byte would be a stored block with non-zero padding, which no encoder
 * writes.
 */
final class Unzlib implements Inflation {
  private static final String CODING = "deflate";
  private static final int METHOD_MASK = 0x0f;
  private static final int METHOD_DEFLATE = 8;

  private final Inflater zlib = new Inflater();
  private final Inflater bare = new Inflater(true);

  @Override
  public void inflate(byte[] bytes, int length, InflatedBytes target) throws InflationException {
    if (length == 0) {
      throw InflationException.malformed(CODING, "no bytes");
    }
    Inflater inflater = (bytes[0] & METHOD_MASK) == METHOD_DEFLATE ? zlib : bare;
    inflater.reset();
    inflater.setInput(bytes, 0, length);
    DeflateStream.inflate(CODING, inflater, target);
    if (inflater.getRemaining() != 0) {
      throw InflationException.malformed(
          CODING, inflater.getRemaining() + " bytes after the stream");
    }
  }

  @Override
  public void close() {
    zlib.end();
    bare.end();
  }
}
