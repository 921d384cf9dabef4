// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk on which one chosen call fails: a write, perhaps after some bytes, or a sync. Syncs
 * do nothing else, because no test can cut the power.
 */
public final class FailingDisk implements ChannelOpener {
  /** The calls that change the disk, in order: {@code write acknowledged}. */
  final List<String> calls = new ArrayList<>();

  /** How many more calls work; the next one fails. */
  public int callsUntilFailure = Integer.MAX_VALUE;

  /** How much of the write that fails reaches the disk. */
  int bytesOfFailedWrite;

  /** Whether the write that fails returns a smaller number instead of throwing. */
  boolean isShortWrite;

  /** What happens before each sync of a file of records. */
  public volatile Runnable beforeSync = () -> {};

  /** Opens a new journal on this disk. */
  public Journal journal(Path folder, StoreId store) throws IOException {
    return Journal.open(folder, store, 0, (commit, array, offset, length) -> 0, this);
  }

  @Override
  public FileChannel open(Path path, OpenOption... options) throws IOException {
    return new FailingChannel(
        FileChannel.open(path, options), path.getFileName().toString());
  }

  private boolean fails(String call) {
    calls.add(call);
    return callsUntilFailure-- == 0;
  }

  private final class FailingChannel extends FileChannel {
    private final FileChannel channel;
    private final String name;

    FailingChannel(FileChannel channel, String name) {
      this.channel = channel;
      this.name = name;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return write(source, channel.position(), true);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return write(source, position, false);
    }

    private int write(ByteBuffer source, long position, boolean isSequential) throws IOException {
      if (!fails("write " + name)) {
        return isSequential ? channel.write(source) : channel.write(source, position);
      }
      ByteBuffer part = source.duplicate();
      part.limit(Math.min(part.limit(), part.position() + bytesOfFailedWrite));
      int written = channel.write(part, position);
      if (isShortWrite) {
        return written;
      }
      throw new IOException("no space left on device");
    }

    @Override
    public void force(boolean metaData) throws IOException {
      if (name.endsWith(".log")) {
        beforeSync.run();
      }
      if (fails("sync " + name)) {
        throw new IOException("input/output error");
      }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }

    @Override
    public FileChannel position(long position) {
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
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
