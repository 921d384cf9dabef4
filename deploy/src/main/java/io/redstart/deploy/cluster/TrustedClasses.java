// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;
import java.io.ObjectInputFilter;
import java.util.List;

/**
 * The classes that a message from another Hazelcast member may name. Hazelcast's open edition has no
 * TLS, and its messages name classes. Without this list, anyone who can connect to the port could
 * create objects of any class on the class path, and run tasks.
 *
 * <pre>
 *   named in                     refused by
 *   Java serialization           {@link #javaFilter}: only Hazelcast's classes, and the JDK's that
 *                                exceptions consist of
 *   DataSerializable, Compact    {@link #loader}: only Hazelcast's and vertx-hazelcast's classes
 *   Java serialization anywhere  {@link #filterProcess}: the same as the first, also for proxies
 * </pre>
 *
 * <p>It does not protect the cluster's membership: a member that joins can still remove what others
 * have registered. Only the network can (docs/security.md).
 */
final class TrustedClasses {
  private static final String HAZELCAST = "com.hazelcast.";

  private static final String VERTX_HAZELCAST = "io.vertx.spi.cluster.hazelcast.impl.";

  /** The only things that Hazelcast still sends serialized are exceptions, of these packages … */
  private static final List<String> EXCEPTION_PACKAGES =
      List.of("java.lang", "java.io", "java.net", "java.nio.channels");

  /** … and these, with their parts. */
  private static final List<String> EXCEPTION_PARTS = List.of(
      "java.util.ArrayList",
      "java.util.Collections$EmptyList",
      "java.util.Collections$UnmodifiableCollection",
      "java.util.Collections$UnmodifiableList",
      "java.util.Collections$UnmodifiableRandomAccessList",
      "java.util.ConcurrentModificationException",
      "java.util.NoSuchElementException",
      "java.util.concurrent.CancellationException",
      "java.util.concurrent.CompletionException",
      "java.util.concurrent.ExecutionException",
      "java.util.concurrent.RejectedExecutionException",
      "java.util.concurrent.TimeoutException");

  private static final List<String> ARRAYS =
      List.of("[Ljava.lang.StackTraceElement;", "[Ljava.lang.Throwable;");

  private TrustedClasses() {}

  /** Returns the filter of Hazelcast's streams. */
  static JavaSerializationFilterConfig javaFilter() {
    ClassFilter allowed = new ClassFilter().addPrefixes(HAZELCAST);
    EXCEPTION_PACKAGES.forEach(allowed::addPackages);
    EXCEPTION_PARTS.forEach(allowed::addClasses);
    ARRAYS.forEach(allowed::addClasses);
    return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(allowed);
  }

  /** Returns the loader of classes that other formats name. */
  static ClassLoader loader() {
    return new Loader(TrustedClasses.class.getClassLoader());
  }

  /**
   * Filters every stream of serialized objects in this process, unless its user has set another
   * filter. Nothing but Hazelcast reads such streams here.
   */
  static void filterProcess() {
    try {
      ObjectInputFilter.Config.setSerialFilter(
          ObjectInputFilter.Config.createFilter("maxdepth=64;maxarray=65536;" + HAZELCAST + "**;"
              + String.join(".*;", EXCEPTION_PACKAGES) + ".*;"
              + String.join(";", EXCEPTION_PARTS) + ";!*"));
    } catch (IllegalStateException alreadySet) {
      // By the user's -Djdk.serialFilter, or by a member that joined before in this process.
    }
  }

  /** Refuses other classes aloud: after a plain "not found" Hazelcast asks the next loader. */
  private static final class Loader extends ClassLoader {
    Loader(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> found = super.loadClass(name, resolve);
      if (name.startsWith(HAZELCAST)
          || name.startsWith(VERTX_HAZELCAST)
          || found.getClassLoader() == null
          || found.getClassLoader() == ClassLoader.getPlatformClassLoader()) {
        return found;
      }
      throw new SecurityException("a member of the cluster names the class " + name
          + ", which is not one of the cluster's");
    }
  }
}
