// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Ranges, steps, and how times are written.

const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

export const RANGES = ['5m', '15m', '1h', '3h', '6h', '1d', '2d', '7d', '15d'];

/** How long the windows are that aggregators count into. */
let windowSeconds = 5;
const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
  86_400];

/** Reads a duration like `1h30m` in seconds; NaN if it is none. */
export function seconds(text) {
  const parts = String(text).match(/\d+(ms|[smhdw])/g);
  return parts?.join('') === text
    ? parts.reduce((sum, part) => sum + parseInt(part, 10) * UNITS[part.replace(/\d+/, '')], 0)
    : NaN;
}

/** Writes seconds as PromQL reads them, in the largest unit that fits. */
export function span(total) {
  for (const unit of ['d', 'h', 'm']) {
    if (total >= UNITS[unit] && total % UNITS[unit] === 0) {
      return `${total / UNITS[unit]}${unit}`;
    }
  }
  return `${total}s`;
}

/** Writes a range in words, to the minute if it is long: `15 minutes`. */
export function words(exact) {
  const total = exact > 120 && span(exact).endsWith('s') ? Math.round(exact / 60) * 60 : exact;
  const names = { d: 'day', h: 'hour', m: 'minute', s: 'second' };
  const [, number, unit] = span(total).match(/^(\d+)(.)$/);
  return `${number} ${names[unit]}${number === '1' ? '' : 's'}`;
}

/** Chooses the step of a chart over a range in seconds, for about as many points. */
export function stepFor(range, points = 120) {
  return STEPS.find((step) => step >= range / points) ?? 86_400;
}

/** Sets the length of windows. Returns whether it was another one before. */
export function setWindow(length) {
  const isNew = length > 0 && length !== windowSeconds;
  windowSeconds = isNew ? length : windowSeconds;
  return isNew;
}

/** Returns the shortest range over which there is a rate. */
export function shortestRate() {
  return 2 * windowSeconds;
}

/** Returns the range over which a chart's points take their rates. */
export function rateWindow(step) {
  return Math.max(step, 6 * windowSeconds);
}

/** Returns the newest time that is surely counted, aligned to the windows. */
export function now() {
  return Math.floor(Date.now() / 1000 / windowSeconds) * windowSeconds;
}

const two = (number) => String(number).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes the time of day in the reader's zone. */
export function clock(epoch, withSeconds = true) {
  const time = new Date(epoch * 1000);
  const minutes = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return withSeconds ? `${minutes}:${two(time.getSeconds())}` : minutes;
}

/** Writes a day: `3 May`. */
export function day(epoch) {
  const time = new Date(epoch * 1000);
  return `${time.getDate()}\u00a0${MONTHS[time.getMonth()]}`;
}

/** Writes day and time, without the day if it is today. */
export function stamp(epoch) {
  return day(epoch) === day(Date.now() / 1000) ? clock(epoch) : `${day(epoch)} ${clock(epoch)}`;
}

/** Writes a time as `<input type=datetime-local>` reads it. */
export function localInput(epoch) {
  const time = new Date(epoch * 1000);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${clock(epoch)}`;
}

/** Writes the labels of a time axis. */
export function axisTimes(chart, splits, axis, space, increment) {
  return splits.map((epoch, i) => {
    const isNewDay = i === 0 ? increment >= 3600 : day(epoch) !== day(splits[i - 1]);
    if (increment >= 86_400 || (isNewDay && new Date(epoch * 1000).getHours() === 0)) {
      return day(epoch);
    }
    return clock(epoch, increment < 60);
  });
}
