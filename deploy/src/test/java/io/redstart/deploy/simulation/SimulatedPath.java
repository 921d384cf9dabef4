// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path on a simulated disk: it is spelled as on this machine, but leads elsewhere. */
final class SimulatedPath implements Path {
  private final SimulatedFileSystem system;
  private final Path spelled;

  SimulatedPath(SimulatedFileSystem system, Path spelled) {
    this.system = system;
    this.spelled = spelled;
  }

  private @Nullable Path here(@Nullable Path path) {
    return path == null ? null : new SimulatedPath(system, path);
  }

  private static Path spelled(Path path) {
    return path instanceof SimulatedPath simulated ? simulated.spelled : path;
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return spelled.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return here(spelled.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return here(spelled.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return here(spelled.getParent());
  }

  @Override
  public int getNameCount() {
    return spelled.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return new SimulatedPath(system, spelled.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return new SimulatedPath(system, spelled.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return spelled.startsWith(spelled(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return spelled.endsWith(spelled(other));
  }

  @Override
  public Path normalize() {
    return new SimulatedPath(system, spelled.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return new SimulatedPath(system, spelled.resolve(spelled(other)));
  }

  @Override
  public Path relativize(Path other) {
    return new SimulatedPath(system, spelled.relativize(spelled(other)));
  }

  @Override
  public URI toUri() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path toAbsolutePath() {
    return this;
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    system.provider().checkAccess(this);
    return this;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    return Partial.of(WatchKey.class, this);
  }

  @Override
  public int compareTo(Path other) {
    return spelled.compareTo(spelled(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SimulatedPath path
        && path.system == system
        && path.spelled.equals(spelled);
  }

  @Override
  public int hashCode() {
    return spelled.hashCode();
  }

  @Override
  public String toString() {
    return spelled.toString();
  }
}
