// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Recognizes failures of the disk: they need a sentence, where a bug needs a stack trace. */
public final class DiskFailure {
  private static final int CAUSES_MAX = 64;

  private DiskFailure() {}

  /** Returns what failed, in one line, if the disk caused a failure; otherwise null. */
  public static @Nullable String sentence(Throwable failure) {
    String found = null;
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (cause instanceof KeyValuesException) {
        return line(cause);
      }
      // The innermost one says which file; the outer ones only pass it on.
      found = cause instanceof IOException ? line(cause) : found;
      cause = cause.getCause();
    }
    return found;
  }

  private static String line(Throwable failure) {
    String message = failure.getMessage();
    return (message == null ? failure.toString() : message).replaceAll("\\s+", " ");
  }
}
