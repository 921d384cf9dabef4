// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Writes numbers for people: three digits and a unit that fits. Each function returns the number
// and the unit apart, so that tables can align both.

const NONE = { n: '–', u: '' };

function digits(value) {
  const size = Math.abs(value);
  if (size >= 99.95) {
    return Math.round(value).toLocaleString('en-US');
  }
  return value.toFixed(size >= 9.995 ? 1 : 2);
}

/** A duration in milliseconds. */
export function duration(millis) {
  if (!Number.isFinite(millis)) {
    return NONE;
  }
  const size = Math.abs(millis);
  if (size === 0) {
    return { n: '0', u: 'ms' };
  }
  if (size < 0.9995) {
    return { n: digits(millis * 1e3), u: 'µs' };
  }
  if (size < 999.5) {
    return { n: digits(millis), u: 'ms' };
  }
  if (size < 59_995) {
    return { n: digits(millis / 1e3), u: 's' };
  }
  return size < 3_599_500
    ? { n: digits(millis / 60_000), u: 'min' }
    : { n: digits(millis / 3_600_000), u: 'h' };
}

/** A number per second; below one in ten seconds it is shown per minute. */
export function rate(perSecond) {
  if (!Number.isFinite(perSecond)) {
    return NONE;
  }
  if (perSecond === 0) {
    return { n: '0', u: '/s' };
  }
  if (Math.abs(perSecond) < 0.0995) {
    return { n: digits(perSecond * 60), u: '/min' };
  }
  const { n, u } = count(perSecond, digits);
  return { n, u: `${u}/s` };
}

/** A share from 0 to 1. */
export function percent(share) {
  if (!Number.isFinite(share)) {
    return NONE;
  }
  const value = share * 100;
  const size = Math.abs(value);
  if (size === 0 || size >= 99.95) {
    return { n: value.toFixed(0), u: '%' };
  }
  return { n: size < 0.005 ? '<0.01' : value.toFixed(size < 9.995 ? 2 : 1), u: '%' };
}

/** A whole number, shortened from ten thousand. */
export function count(value, small = (number) => Math.round(number).toLocaleString('en-US')) {
  if (!Number.isFinite(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  if (size < 9_999.5) {
    return { n: small(value), u: '' };
  }
  if (size < 999_500) {
    return { n: digits(value / 1e3), u: 'k' };
  }
  return size < 999_500_000
    ? { n: digits(value / 1e6), u: 'M' }
    : { n: digits(value / 1e9), u: 'G' };
}

/** A number of bytes. */
export function bytes(value) {
  if (!Number.isFinite(value)) {
    return NONE;
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let power = 0;
  let size = value;
  while (Math.abs(size) >= 1000 && power < units.length - 1) {
    size /= 1024;
    power++;
  }
  return { n: power === 0 ? String(Math.round(size)) : digits(size), u: units[power] };
}

/** A number of unknown meaning, with up to six digits. */
export function plain(value) {
  return { n: Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value), u: '' };
}

/** Leaves out zeros after the point, as on an axis. */
export function trimmed({ n, u }) {
  return { n: n.includes('.') ? n.replace(/\.?0+$/, '') : n, u };
}

/** Joins number and unit. */
export function text({ n, u }) {
  return u ? `${n}\u202f${u}` : n;
}
