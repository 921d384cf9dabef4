// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Snappy's block format: the length of the content as a varint, then literals and copies. Like
 * Google's own library, it compresses each fragment by itself. So if the length is known, a block
 * can be written while its content is still being made.
 *
 * <p>See <a
 * href="https://github.com/google/snappy/blob/main/format_description.txt">format_description.txt</a>.
 */
public final class SnappyBlock {
  /** The largest content that a block can have. */
  public static final long CONTENT_MAX_BYTES = (1L << 32) - 1;

  private static final int FRAGMENT_BYTES = 32 * 1024;

  private SnappyBlock() {}

  /**
   * Returns the content of a block.
   *
   * @param maxBytes the most bytes that the content may have
   * @param limits hold the content
   * @throws IllegalArgumentException if the block is malformed, or its content is larger
   */
  public static byte[] decode(byte[] block, int maxBytes, QueryLimits limits) {
    long length = contentLength(block);
    if (length > maxBytes) {
      throw new IllegalArgumentException(
          "snappy block with " + length + " bytes, at most " + maxBytes);
    }
    limits.hold(length);
    byte[] content = new byte[(int) length];
    ByteBuf in = Unpooled.wrappedBuffer(block);
    ByteBuf out = Unpooled.wrappedBuffer(content).clear();
    try {
      new Snappy().decode(in, out);
    } catch (DecompressionException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("malformed snappy block: " + e.getMessage(), e);
    }
    if (in.isReadable() || out.writerIndex() != length) {
      throw new IllegalArgumentException(
          "malformed snappy block: " + out.writerIndex() + " of " + length + " bytes");
    }
    return content;
  }

  /** Returns the length that a block claims for its content. */
  private static long contentLength(byte[] block) {
    long length = 0;
    for (int i = 0; i < block.length && i < 5; i++) {
      length |= (block[i] & 0x7fL) << (7 * i);
      if (block[i] >= 0) {
        return length;
      }
    }
    throw new IllegalArgumentException("malformed snappy block: no length");
  }

  /** Compresses what is written to it. {@link #close} ends the block, not the stream below. */
  public static final class Output extends OutputStream {
    private final OutputStream out;
    private final Snappy snappy = new Snappy();
    private final ByteBuf fragment = Unpooled.buffer(FRAGMENT_BYTES, FRAGMENT_BYTES);
    private final ByteBuf compressed = Unpooled.buffer(FRAGMENT_BYTES + FRAGMENT_BYTES / 4);
    private long missing;

    /**
     * Begins a block.
     *
     * @param length how many bytes will be written, at most {@link #CONTENT_MAX_BYTES}
     */
    public Output(long length, OutputStream out) throws IOException {
      this.out = out;
      this.missing = length;
      long rest = length;
      for (; rest >= 0x80; rest >>>= 7) {
        out.write((int) rest | 0x80);
      }
      out.write((int) rest);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int part = Math.min(length - done, fragment.writableBytes());
        fragment.writeBytes(bytes, offset + done, part);
        done += part;
        if (!fragment.isWritable()) {
          compress();
        }
      }
      missing -= length;
    }

    private void compress() throws IOException {
      int length = fragment.readableBytes();
      snappy.encode(fragment, compressed.clear(), length);
      snappy.reset();
      fragment.clear();
      // Each fragment begins with its own length; only that of the whole is part of the block.
      while (compressed.readByte() < 0) {}
      compressed.readBytes(out, compressed.readableBytes());
    }

    /**
     * Ends the block.
     *
     * @throws IllegalStateException if another number of bytes was written than promised
     */
    @Override
    public void close() throws IOException {
      if (missing != 0) {
        throw new IllegalStateException(missing + " bytes are missing from a snappy block");
      }
      if (fragment.isReadable()) {
        compress();
      }
    }
  }
}
