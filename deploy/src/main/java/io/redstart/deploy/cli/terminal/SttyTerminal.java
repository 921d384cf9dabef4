// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal of this process, by way of {@code stty}: a library would bring native code for three
 * calls. Where there is no such program, the size is a
 * guess and keys are read by lines.
 */
public final class SttyTerminal implements Terminal {
  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
  private static final long STEP_MILLIS = 50;
  private static final long STTY_SECONDS_MAX = 2;
  private static final String OTHER_SCREEN = "\033[?1049h";
  private static final String FIRST_SCREEN = "\033[?1049l";
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";
  private static final String HOME = "\033[H";
  private static final String END_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";
  private static final File TTY = new File("/dev/tty");

  @Override
  public boolean isTerminal() {
    return console().isPresent() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Returns the console if it is a terminal; since JDK 22 there can be one elsewhere, too. */
  @SuppressWarnings("SystemConsoleNull") // the filter is for newer versions
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(SttyTerminal::isInteractive);
  }

  private static boolean isInteractive(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      // Older versions have a console only if it is a terminal.
      return true;
    }
  }

  @Override
  public Size size() {
    Matcher size = SIZE.matcher(isTerminal() ? stty("size") : "");
    if (!size.matches()) {
      return Size.DEFAULT;
    }
    int rows = Integer.parseInt(size.group(1));
    int columns = Integer.parseInt(size.group(2));
    return rows == 0 || columns == 0 ? Size.DEFAULT : new Size(columns, rows);
  }

  @Override
  public Screen open(PrintWriter out) {
    String before = stty("-g");
    if (!before.isEmpty()) {
      stty("-icanon", "-echo", "min", "1");
    }
    Thread restoring = new Thread(() -> restore(out, before), "restore terminal");
    Runtime.getRuntime().addShutdownHook(restoring);
    out.print(OTHER_SCREEN + HIDE_CURSOR);
    out.flush();
    return new Screen() {
      @Override
      public void show(List<String> lines) {
        out.print(HOME + String.join(END_OF_LINE + "\r\n", lines) + END_OF_LINE + REST_OF_SCREEN);
        out.flush();
      }

      @Override
      public int key(long millisMax) {
        return waitForKey(millisMax);
      }

      @Override
      public void close() {
        restore(out, before);
        Runtime.getRuntime().removeShutdownHook(restoring);
      }
    };
  }

  private static void restore(PrintWriter out, String before) {
    out.print(SHOW_CURSOR + FIRST_SCREEN);
    out.flush();
    if (!before.isEmpty()) {
      stty(before);
    }
  }

  private static int waitForKey(long millisMax) {
    for (long waited = 0; waited < millisMax; waited += STEP_MILLIS) {
      try {
        if (System.in.available() > 0) {
          return System.in.read();
        }
      } catch (IOException e) {
        // Without a keyboard there is still Ctrl-C.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
    }
    return Screen.NO_KEY;
  }

  /** Returns what the program prints; an empty text if it fails. */
  private static String stty(String... arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    try {
      Process stty = new ProcessBuilder(command)
          .redirectInput(TTY)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      String printed =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return stty.waitFor(STTY_SECONDS_MAX, TimeUnit.SECONDS) && stty.exitValue() == 0
          ? printed
          : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
