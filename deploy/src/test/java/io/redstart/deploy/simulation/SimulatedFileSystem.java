// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A disk as one process sees it: when the process has ended, nothing that it opened works. */
final class SimulatedFileSystem extends FileSystem {
  private @Nullable SimulatedDisk disk;
  private final SimulatedProcess process;
  private final Provider provider = new Provider();

  SimulatedFileSystem(SimulatedDisk disk, SimulatedProcess process) {
    this.process = process;
    this.disk = disk;
  }

  SimulatedDisk disk() throws IOException {
    SimulatedDisk mounted = disk;
    if (mounted == null) {
      throw new IOException("the process has ended");
    }
    return mounted;
  }

  /** The process has ended. */
  void unmount() {
    disk = null;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public Path getPath(String first, String... more) {
    return new SimulatedPath(this, Path.of(first, more));
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    return Partial.of(WatchService.class, new Watch());
  }

  /** Sees nothing: who watches also looks now and then. */
  @SuppressWarnings("unused")
  private final class Watch {
    public @Nullable WatchKey poll(long time, TimeUnit unit) {
      process.pass(unit.toMillis(time));
      return null;
    }

    public void close() {}
  }

  /** What {@link java.nio.file.Files} and {@link FileChannel} call. */
  private final class Provider extends FileSystemProvider {
    @Override
    public String getScheme() {
      return "simulated";
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      SimulatedFile file = disk().file(path);
      if (file != null && options.contains(StandardOpenOption.CREATE_NEW)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      boolean creates = options.contains(StandardOpenOption.CREATE_NEW)
          || options.contains(StandardOpenOption.CREATE);
      if (file == null && creates) {
        requireParent(path);
        file = disk().create(path);
      }
      if (file == null && !disk().isFolder(path)) {
        throw new NoSuchFileException(path.toString());
      }
      if (file != null && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        file.cut(0);
      }
      return new SimulatedFileChannel(SimulatedFileSystem.this, path, file);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
      List<Path> paths =
          disk().names(folder).stream().map(name -> getPath(name)).toList();
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          return paths.iterator();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
      if (disk().isFolder(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      requireParent(folder);
      disk().createFolder(folder);
    }

    private void requireParent(Path path) throws IOException {
      Path parent = path.getParent();
      if (parent == null || !disk().isFolder(parent)) {
        throw new NoSuchFileException(path.toString());
      }
    }

    @Override
    public void delete(Path path) throws IOException {
      disk().delete(path);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      if (disk().file(path) == null && !disk().isFolder(path)) {
        throw new MissingFileException(path);
      }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      checkAccess(path);
      SimulatedFile file = disk().file(path);
      FileTime now = FileTime.fromMillis(process.millis());
      return type.cast(Partial.of(
          BasicFileAttributes.class,
          new Attributes(file == null, file == null ? 0 : file.bytes().length, now)));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
      disk().link(existing, link);
    }

    @Override
    public FileStore getFileStore(Path path) {
      return new Room();
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
      return path.equals(other);
    }

    @Override
    public boolean isHidden(Path path) {
      return false;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    private Path getPath(String name) {
      return SimulatedFileSystem.this.getPath(name);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      disk().move(source, target);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return null;
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
      throw new UnsupportedOperationException();
    }
  }

  /** Thrown to everybody who asks whether a file exists, so it has no stack trace. */
  private static final class MissingFileException extends NoSuchFileException {
    private static final long serialVersionUID = 1;

    MissingFileException(Path path) {
      super(path.toString());
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  /** The attributes that somebody reads. */
  @SuppressWarnings("unused")
  private record Attributes(boolean isFolder, long sizeBytes, FileTime time) {
    public boolean isDirectory() {
      return isFolder;
    }

    public boolean isRegularFile() {
      return !isFolder;
    }

    public @Nullable Object fileKey() {
      return null;
    }

    public boolean isSymbolicLink() {
      return false;
    }

    public long size() {
      return sizeBytes;
    }

    public FileTime lastModifiedTime() {
      return time;
    }
  }

  /** The room that the disk has. */
  private final class Room extends FileStore {
    @Override
    public String name() {
      return "simulated";
    }

    @Override
    public String type() {
      return "simulated";
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public long getTotalSpace() {
      return SimulatedDisk.FREE_BYTES;
    }

    @Override
    public long getUsableSpace() throws IOException {
      return disk().freeBytes;
    }

    @Override
    public long getUnallocatedSpace() {
      return SimulatedDisk.FREE_BYTES;
    }

    @Override
    public boolean supportsFileAttributeView(
        Class<? extends java.nio.file.attribute.FileAttributeView> type) {
      return false;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
      return false;
    }

    @Override
    public <V extends java.nio.file.attribute.FileStoreAttributeView> @Nullable
        V getFileStoreAttributeView(Class<V> type) {
      return null;
    }

    @Override
    public Object getAttribute(String attribute) {
      throw new UnsupportedOperationException();
    }
  }
}
