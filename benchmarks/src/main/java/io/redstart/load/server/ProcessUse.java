// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * The CPU time and memory of a process, read from {@code /proc}.
 *
 * @param cpuMillis the time of all threads so far
 * @param jitMillis the part of it that a Java compiler took
 * @param gcMillis the part of it that the garbage collector took
 * @param residentBytes the memory that it has at present
 * @param peakBytes the most memory that it had since {@link #resetPeak}
 */
public record ProcessUse(
    double cpuMillis, double jitMillis, double gcMillis, long residentBytes, long peakBytes) {
  /** A tick of /proc is 10 ms on every Linux in use. */
  private static final double TICK_MILLIS = 10;
  /** After the name in parentheses, which may contain blanks, and the state. */
  private static final int USER_TICKS = 11;

  /** Reads the use of a process on this machine. */
  public static ProcessUse of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    double jit = 0;
    double gc = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        jit += cpuMillisIf(thread, name -> name.contains("CompilerThre"));
        gc += cpuMillisIf(thread, name -> name.startsWith("GC ") || name.startsWith("VM Thread"));
      }
    }
    long resident = 0;
    long peak = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        resident = kibibytes(line);
      } else if (line.startsWith("VmHWM:")) {
        peak = kibibytes(line);
      }
    }
    return new ProcessUse(cpuMillis(process), jit, gc, resident, peak);
  }

  private static double cpuMillisIf(Path thread, Predicate<String> isWanted) throws IOException {
    try {
      return isWanted.test(Files.readString(thread.resolve("comm"))) ? cpuMillis(thread) : 0;
    } catch (NoSuchFileException e) {
      return 0; // The thread has ended.
    }
  }

  private static double cpuMillis(Path folder) throws IOException {
    String stat = Files.readString(folder.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
    return ticks * TICK_MILLIS;
  }

  private static long kibibytes(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }

  /** Makes the peak start anew. */
  public static void resetPeak(long pid) throws IOException {
    Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
  }

  /** Returns the time since an earlier moment, without that of a Java compiler. */
  public double workMillisSince(ProcessUse before) {
    return cpuMillis - jitMillis - (before.cpuMillis - before.jitMillis);
  }

  /** Returns the time that a Java compiler took since an earlier moment. */
  public double jitMillisSince(ProcessUse before) {
    return jitMillis - before.jitMillis;
  }
}
