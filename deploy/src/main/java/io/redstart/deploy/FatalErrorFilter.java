// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.redstart.process.FatalErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Shows every throwable that is logged to {@link FatalErrors}: libraries catch whatever their
 * callbacks throw, log it, and continue. It runs on the thread that logs and allocates nothing.
 */
final class FatalErrorFilter extends TurboFilter {
  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    if (failure != null) {
      FatalErrors.check(failure);
    } else if (arguments != null
        && arguments.length > 0
        && arguments[arguments.length - 1] instanceof Throwable last) {
      FatalErrors.check(last);
    }
    return FilterReply.NEUTRAL;
  }
}
