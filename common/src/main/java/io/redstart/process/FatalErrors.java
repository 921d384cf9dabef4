// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.process;

import io.netty.util.internal.OutOfDirectMemoryError;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at the first error of the virtual machine, with exit code {@value #EXIT_CODE}
 * and one line on standard error. After such an error some work may be half done: a timer that
 * never fires again, a lock that is never released. A new process is better, and the supervisor
 * starts one.
 *
 * <pre>
 *   redstart ends with exit code 3: java.lang.OutOfMemoryError: Java heap space, on thread …
 * </pre>
 *
 * <p>HotSpot does this itself with {@code -XX:+ExitOnOutOfMemoryError}, but {@code java -jar} has
 * no flags. So every place where a thrown error can end up calls {@link #check}:
 *
 * <ul>
 *   <li>threads that die: the default handler of uncaught exceptions
 *   <li>handlers on event loops and worker threads: {@code Vertx.exceptionHandler}
 *   <li>libraries that catch everything and log it, such as Netty: the logging backend
 *   <li>failed futures, into which {@code map}, {@code compose} and {@code executeBlocking} turn
 *       everything that is thrown: the code that handles a failure without logging it
 *   <li>code that swallows it without a trace: {@link HeapWatch} notices that the heap was exhausted
 * </ul>
 *
 * <p>Works when memory is exhausted, since everything it needs is allocated beforehand.
 * Thread-safe.
 */
public final class FatalErrors {
  /** The exit code, the same as that of HotSpot's {@code ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  private static final int CAUSES_MAX = 64;
  private static final int LINE_MAX_BYTES = 1024;
  private static final byte[] PREFIX =
      "redstart ends with exit code 3: ".getBytes(StandardCharsets.US_ASCII);

  /** Guarded by the class, as is its length. */
  private static final byte[] line = new byte[LINE_MAX_BYTES];

  private static int length;

  /** Not System.err, which locks, encodes and allocates. */
  private static final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);

  private FatalErrors() {}

  /** Starts to watch this process; to be called once, before anything else. */
  public static void install() {
    find(new OutOfMemoryError("loads the classes that are needed when memory is gone"));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> report("thread " + thread.getName() + " died", failure));
    HeapWatch.start();
  }

  /** Ends the process if a failure is an error of the virtual machine, or was caused by one. */
  public static void check(@Nullable Throwable failure) {
    VirtualMachineError error = find(failure);
    if (error != null) {
      end(error);
    }
  }

  /** Ends the process if a failure is fatal, and logs it if not. */
  public static void report(String what, Throwable failure) {
    check(failure);
    // Not a constant: this class is loaded before logging is set up.
    LoggerFactory.getLogger(FatalErrors.class).error(what, failure);
  }

  /**
   * Returns the error of the virtual machine that a failure is or was caused by.
   *
   * <p>Exceeding Netty's own limit of direct memory is not such an error: it fails one allocation,
   * for one connection, like any other limit.
   */
  static @Nullable VirtualMachineError find(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (isFatal(cause)) {
        return (VirtualMachineError) cause;
      }
      for (Throwable suppressed : cause.getSuppressed()) {
        if (isFatal(suppressed)) {
          return (VirtualMachineError) suppressed;
        }
      }
      cause = cause.getCause();
    }
    return null;
  }

  private static boolean isFatal(Throwable failure) {
    return failure instanceof VirtualMachineError && !(failure instanceof OutOfDirectMemoryError);
  }

  /**
   * Ends the process at once after a failure that no code can recover from, without the shutdown
   * hooks, and only once. The reason goes straight to stderr: the thread that writes the log would
   * not get to it.
   *
   * @param reason why, in one line
   * @param failure gets a stack trace if it is a bug, or if this class logs at level debug
   */
  public static synchronized void halt(
      int exitCode, String reason, Throwable failure, boolean isBug) {
    PrintStream stderr = new PrintStream(standardError, true, StandardCharsets.UTF_8);
    stderr.println("redstart ends with exit code " + exitCode + ": " + reason);
    if (isBug || LoggerFactory.getLogger(FatalErrors.class).isDebugEnabled()) {
      failure.printStackTrace(stderr);
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private static void end(VirtualMachineError error) {
    end(error.getClass().getName(), error.getMessage());
  }

  /**
   * Ends the process. One thread at a time, so that the line is written once. If the stack
   * overflows here too, a caller further up the stack catches that error and calls this method
   * again.
   */
  static synchronized void end(String what, @Nullable String details) {
    length = 0;
    System.arraycopy(PREFIX, 0, line, 0, PREFIX.length);
    length = PREFIX.length;
    append(what);
    if (details != null) {
      append(": ");
      append(details);
    }
    append(", on thread ");
    append(Thread.currentThread().getName());
    line[length++] = '\n';
    try {
      standardError.write(line, 0, length);
    } catch (IOException e) {
      // There is nowhere else to report it.
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /** Appends what fits, as ASCII and in one line, without allocating. */
  private static void append(String text) {
    for (int i = 0; i < text.length() && length < LINE_MAX_BYTES - 1; i++) {
      char c = text.charAt(i);
      line[length++] = (byte) (c >= ' ' && c < 0x7f ? c : '?');
    }
  }
}
