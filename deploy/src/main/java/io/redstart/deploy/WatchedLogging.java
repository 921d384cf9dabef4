// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.process.FatalErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.simple.SimpleServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Wraps SLF4J's simple logging and passes every logged failure to {@link FatalErrors} first,
 * because libraries catch, log and ignore the exceptions of their callbacks. {@link Logging}
 * selects this class.
 */
public final class WatchedLogging implements SLF4JServiceProvider {
  private final SimpleServiceProvider simple = new SimpleServiceProvider();

  @Override
  public ILoggerFactory getLoggerFactory() {
    ILoggerFactory loggers = simple.getLoggerFactory();
    return name -> new WatchedLogger(loggers.getLogger(name));
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return simple.getMarkerFactory();
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return simple.getMDCAdapter();
  }

  @Override
  public String getRequestedApiVersion() {
    return simple.getRequestedApiVersion();
  }

  @Override
  public void initialize() {
    simple.initialize();
  }

  private static final class WatchedLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Logger watched;

    WatchedLogger(Logger watched) {
      this.watched = watched;
      this.name = watched.getName();
    }

    @Override
    public boolean isTraceEnabled() {
      return watched.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
      return watched.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
      return watched.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
      return watched.isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
      return watched.isErrorEnabled();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        @Nullable String message,
        @Nullable Object @Nullable [] arguments,
        @Nullable Throwable failure) {
      FatalErrors.check(failure);
      String text = MessageFormatter.basicArrayFormat(message, arguments);
      switch (level) {
        case ERROR -> watched.error(text, failure);
        case WARN -> watched.warn(text, failure);
        case INFO -> watched.info(text, failure);
        case DEBUG -> watched.debug(text, failure);
        case TRACE -> watched.trace(text, failure);
      }
    }
  }
}
