// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.time;

import java.time.LocalDate;
import java.util.function.ToIntFunction;

/**
 * Parts of a time in UTC, by seconds since 1970, as Go's {@code time.Unix(int64(x), 0)} gives them
 * for any number. Years follow each other without limit; the calendar repeats every 400.
 */
public final class UtcTime {
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long DAYS_PER_CYCLE = 146_097;
  private static final int YEARS_PER_CYCLE = 400;

  /** Days from 1 March of year −292,277,022,400, where Go's time begins, to 1970. */
  private static final long BEGINNING_DAYS =
      292_277_022_400L / YEARS_PER_CYCLE * DAYS_PER_CYCLE + 306 + 719_162;

  private UtcTime() {}

  /**
   * Returns a number as Go converts it to whole seconds on amd64, where NaN, infinity and numbers
   * that do not fit become the smallest number.
   */
  private static long seconds(double value) {
    return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
  }

  /** Returns the seconds since Go's time began, unsigned; times before it are far in the future. */
  private static long sinceBeginning(double value) {
    return seconds(value) + BEGINNING_DAYS * SECONDS_PER_DAY;
  }

  private static long day(double value) {
    return Long.divideUnsigned(sinceBeginning(value), SECONDS_PER_DAY) - BEGINNING_DAYS;
  }

  private static long secondOfDay(double value) {
    return Long.remainderUnsigned(sinceBeginning(value), SECONDS_PER_DAY);
  }

  /** Returns a property of a day that is the same 400 years later: all but the year. */
  private static int ofDay(double value, ToIntFunction<LocalDate> property) {
    return property.applyAsInt(LocalDate.ofEpochDay(Math.floorMod(day(value), DAYS_PER_CYCLE)));
  }

  /** Returns the minute, 0 to 59. */
  public static double minute(double value) {
    return secondOfDay(value) / 60 % 60;
  }

  /** Returns the hour, 0 to 23. */
  public static double hour(double value) {
    return Math.floor(secondOfDay(value) / 3600.0);
  }

  /** Returns the day of the week: Sunday is 0. */
  public static double dayOfWeek(double value) {
    return ofDay(value, day -> day.getDayOfWeek().getValue()) % 7;
  }

  /** Returns the day of the month, from 1. */
  public static double dayOfMonth(double value) {
    return ofDay(value, LocalDate::getDayOfMonth);
  }

  /** Returns the day of the year, from 1. */
  public static double dayOfYear(double value) {
    return ofDay(value, LocalDate::getDayOfYear);
  }

  /** Returns how many days the month has. */
  public static double daysInMonth(double value) {
    return ofDay(value, LocalDate::lengthOfMonth);
  }

  /** Returns the month, from 1. */
  public static double month(double value) {
    return ofDay(value, LocalDate::getMonthValue);
  }

  /** Returns the year; the one before year 1 is 0. */
  public static double year(double value) {
    long cycle = Math.floorDiv(day(value), DAYS_PER_CYCLE);
    return ofDay(value, LocalDate::getYear) + cycle * YEARS_PER_CYCLE;
  }
}
