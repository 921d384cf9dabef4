// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads the native library of RocksDB, once per process.
 *
 * <p>RocksDB's own loader unpacks 15 MB into a new temporary file at every start, and a killed
 * process leaves that file behind. This one unpacks into a folder named after the library's
 * checksum and the user, and later starts use the same file:
 *
 * <pre>
 * /tmp/redstart-rocksdb-5f0c11a7-1000/  mode 0700, owned by the user: nobody else can change it
 *   lock                                held while the library is checked or unpacked
 *   librocksdbjnijni-linux64.so         its checksum is compared before each use
 * </pre>
 *
 * <p>The folder is below {@code ROCKSDB_SHAREDLIB_DIR} if that is set, else below {@code
 * java.io.tmpdir}. A library on {@code java.library.path} goes before both.
 */
final class RocksNative {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** The name that {@link RocksDB#loadLibrary(List)} looks for; it adds "jni" a second time. */
  private static final String UNPACKED_NAME = Environment.getJniLibraryFileName("rocksdbjni");

  private static final int BUFFER_BYTES = 64 << 10;

  private static boolean loaded;

  private RocksNative() {}

  /**
   * Loads the library unless it is loaded.
   *
   * @throws UnsatisfiedLinkError if the build contains no library for this platform, or the system
   *     refuses it
   * @throws KeyValuesException if it cannot be unpacked
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    if (isOnLibraryPath(System.getProperty("java.library.path", "")) || !hasOwners()) {
      RocksDB.loadLibrary();
    } else {
      loadUnpacked();
    }
    loaded = true;
  }

  private static boolean isOnLibraryPath(String libraryPath) {
    String sharedName = Environment.getSharedLibraryFileName("rocksdb");
    String bundledName = Environment.getJniLibraryFileName("rocksdb");
    return Arrays.stream(libraryPath.split(File.pathSeparator, -1))
        .map(Path::of)
        .anyMatch(folder ->
            Files.exists(folder.resolve(sharedName)) || Files.exists(folder.resolve(bundledName)));
  }

  /** Windows has other means against tampering; RocksDB's own loader has to do there. */
  private static boolean hasOwners() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  }

  private static void loadUnpacked() {
    URL library = bundled(
        Environment.getJniLibraryFileName("rocksdb"),
        Environment.getFallbackJniLibraryFileName("rocksdb"));
    String parent = System.getenv("ROCKSDB_SHAREDLIB_DIR");
    Path folder;
    try {
      folder = unpack(
          library, Path.of(parent != null ? parent : System.getProperty("java.io.tmpdir", "/tmp")));
    } catch (IOException e) {
      throw new KeyValuesException("cannot unpack the native library of RocksDB", false, e);
    }
    try {
      RocksDB.loadLibrary(List.of(folder.toString()));
    } catch (UnsatisfiedLinkError e) {
      throw linkError(
          "cannot load RocksDB from " + folder
              + " (if it forbids execution, name another folder in " + "ROCKSDB_SHAREDLIB_DIR): "
              + e.getMessage(),
          e);
    }
  }

  /** Returns the first of two libraries that the build contains. */
  static URL bundled(String name, @Nullable String otherName) {
    for (String candidate : otherName == null ? List.of(name) : List.of(name, otherName)) {
      URL library = RocksDB.class.getResource("/" + candidate);
      if (library != null) {
        return library;
      }
    }
    throw linkError(
        "this build has no RocksDB for this platform (" + name + "); build it with another "
            + "-Drocksdbjni.classifier, such as linux64, linux64-musl or osx",
        null);
  }

  private static UnsatisfiedLinkError linkError(String message, @Nullable Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
    error.initCause(cause);
    return error;
  }

  /** Returns a folder below {@code parent} that holds the library, and that only we can change. */
  static Path unpack(URL library, Path parent) throws IOException {
    long checksum = checksum(library);
    Path folder = ownFolder(checksum, parent);
    Path unpacked = folder.resolve(UNPACKED_NAME);
    // Closing the channel releases the lock, and so does the death of the process.
    try (FileChannel channel = FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      if (!Files.isRegularFile(unpacked) || checksum(unpacked.toUri().toURL()) != checksum) {
        // A new file replaces the old one, which another process may have mapped.
        Path partial = folder.resolve("partial");
        try (InputStream content = library.openStream()) {
          Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(partial, unpacked, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return folder;
  }

  /** Finds damage, not malice: only the owner of the folder can change the file. */
  private static long checksum(URL content) throws IOException {
    CRC32 checksum = new CRC32();
    try (InputStream in = content.openStream()) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        checksum.update(buffer, 0, length);
      }
    }
    return checksum.getValue();
  }

  private static Path ownFolder(long checksum, Path parent) throws IOException {
    Path probe = Files.createTempFile(parent, "redstart-rocksdb-", ".tmp");
    UserPrincipal self = Files.getOwner(probe);
    Object userId = Files.getAttribute(probe, "unix:uid");
    Files.delete(probe);
    Path folder = parent.resolve("redstart-rocksdb-%08x-%s".formatted(checksum, userId));
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      checkOwnerOnly(folder, self);
    }
    return folder;
  }

  private static void checkOwnerOnly(Path folder, UserPrincipal self) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(self)
        || !Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)) {
      throw new IOException(folder + " can be changed by others; delete it");
    }
  }
}
