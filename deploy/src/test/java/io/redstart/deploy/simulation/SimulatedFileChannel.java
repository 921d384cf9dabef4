// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file, or folder, of a simulated disk. */
final class SimulatedFileChannel extends FileChannel {
  private final SimulatedFileSystem system;
  private final Path path;
  private final @Nullable SimulatedFile file;
  private long position;

  SimulatedFileChannel(SimulatedFileSystem system, Path path, @Nullable SimulatedFile file) {
    this.system = system;
    this.path = path;
    this.file = file;
  }

  private SimulatedFile file() throws IOException {
    system.disk();
    SimulatedFile opened = file;
    if (opened == null) {
      throw new IOException(path + " is a folder");
    }
    return opened;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = read(target, position);
    position += Math.max(0, read);
    return read;
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    byte[] bytes = file().bytes();
    int length = (int) Math.min(target.remaining(), bytes.length - from);
    if (length <= 0) {
      return target.hasRemaining() ? -1 : 0;
    }
    target.put(bytes, (int) from, length);
    return length;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = write(source, position);
    position += written;
    return written;
  }

  @Override
  public int write(ByteBuffer source, long to) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    file().write(to, bytes);
    return bytes.length;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long to) {
    position = to;
    return this;
  }

  @Override
  public long size() throws IOException {
    return file().bytes().length;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    file().cut(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    system.disk().sync(path);
  }

  @Override
  public FileLock tryLock(long from, long length, boolean shared) {
    return new FileLock(this, from, length, shared) {
      @Override
      public boolean isValid() {
        return true;
      }

      @Override
      public void release() {}
    };
  }

  @Override
  protected void implCloseChannel() {}

  @Override
  public FileLock lock(long from, long length, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long to, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long length) {
    throw new UnsupportedOperationException();
  }
}
