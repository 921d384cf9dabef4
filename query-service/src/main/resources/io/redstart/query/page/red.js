// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Rates, errors and durations of services or operations over a range, as numbers and as charts.

import { times } from './api.js';
import * as promql from './promql.js';
import { rateWindow, stepFor } from './time.js';

const MIN_RANGE = 30;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** The earliest time at which spans are known to be counted; nothing is known of times before. */
let countedSince = Infinity;
/** Until when nothing was counted, as far as this is known. */
let emptyUntil = 0;

/**
 * Returns the range that holds data: the place's, or the part since the first span was counted. A
 * rate over an hour of which only a minute was counted would be a sixtieth.
 *
 * @param earlier how many seconds before the place's range the wanted range is
 */
export async function countedRange(session, place, earlier = 0) {
  const start = place.start - earlier;
  if (start >= countedSince) {
    return place.range;
  }
  if (start >= emptyUntil && (await session.vector('count(calls_total)', start)).length > 0) {
    countedSince = Math.min(countedSince, start);
    return place.range;
  }
  if (start < emptyUntil && countedSince <= place.end - earlier) {
    return shortened(place.end - earlier - countedSince, place);
  }
  const step = Math.max(5, Math.ceil(place.range / 400));
  const [counted] = await session.matrix('count(calls_total)',
    { start, end: place.end - earlier, step });
  const first = counted?.values.findIndex((value) => value !== null) ?? -1;
  if (first < 0) {
    return place.range;
  }
  // A counter begins with a zero, which the range must contain.
  const since = start + (first - 1) * step;
  if (earlier === 0) {
    countedSince = since;
    emptyUntil = since;
  }
  return shortened(place.end - earlier - since, place);
}

function shortened(range, place) {
  return Math.max(MIN_RANGE, Math.min(place.range, Math.round(range)));
}

/**
 * Returns the numbers of each value of a label over the range that holds data: rate, errors, share
 * and percentiles in milliseconds, by value. `others` are the values with other kinds only. The
 * numbers are asked for before it is known whether the range is full, which it nearly always is.
 */
export async function numbers(session, scope, label, place, quantiles = QUANTILES) {
  const [full, range] = await Promise.all([
    numbersOver(session, scope, label, place.range, place.end, quantiles),
    countedRange(session, place, scope.offset ?? 0),
  ]);
  const chosen = range === place.range ? full
    : await numbersOver(session, scope, label, range, place.end, quantiles);
  return { ...chosen, range };
}

async function numbersOver(session, scope, label, range, end, quantiles) {
  const [calls, ...durations] = await Promise.all([
    session.vector(promql.calls({ ...scope, kinds: promql.KINDS }, range,
      [label, 'span_kind', 'status_code']), end),
    ...Object.values(quantiles).map((q) =>
      session.vector(promql.quantile(q, scope, range, [label]), end)),
  ]);
  const kinds = new Set(['', ...scope.kinds.map(promql.kindLabel)]);
  const rows = new Map();
  const others = new Set();
  for (const { metric, value } of calls.filter((each) => each.value > 0)) {
    const name = metric[label] ?? '';
    if (!kinds.has(metric.span_kind ?? '')) {
      others.add(name);
      continue;
    }
    const row = rows.get(name) ?? { name, rate: 0, errors: 0 };
    row.rate += value;
    row.errors += metric.status_code === promql.FAILED ? value : 0;
    rows.set(name, row);
  }
  Object.keys(quantiles).forEach((key, i) => {
    for (const { metric, value } of durations[i]) {
      const row = rows.get(metric[label] ?? '');
      if (row) {
        row[key] = value;
      }
    }
  });
  for (const row of rows.values()) {
    row.share = row.errors / row.rate;
    row.impact = row.rate * (row.p95 ?? NaN) / 1000;
  }
  return { rows, others: [...others].filter((name) => !rows.has(name)) };
}

/** Returns the points of the RED charts over the place's range: one array for each line. */
export async function charts(session, scope, place) {
  const step = stepFor(place.range);
  const end = Math.floor(place.end / step) * step;
  const grid = { start: end - Math.floor(place.range / step) * step, end, step };
  const shifted = { ...scope, offset: scope.offset ?? 0 };
  const window = rateWindow(step);
  const [calls, ...durations] = await Promise.all([
    session.matrix(promql.calls(shifted, window, ['status_code']), grid),
    ...Object.values(QUANTILES).map((q) =>
      session.matrix(promql.quantile(q, shifted, window), grid)),
  ]);
  const empty = times(grid).map(() => null);
  const points = { grid, window, times: times(grid), rate: add(calls, empty) };
  points.errors = add(calls.filter(({ metric }) => metric.status_code === promql.FAILED), empty);
  points.share = points.rate.map((rate, i) =>
    (rate === null ? null : rate > 0 ? (points.errors[i] ?? 0) / rate : 0));
  Object.keys(QUANTILES).forEach((key, i) => {
    points[key] = durations[i][0]?.values ?? empty;
  });
  return points;
}

function add(series, empty) {
  return series.reduce((sum, { values }) => sum.map((value, i) =>
    (values[i] === null ? value : (value ?? 0) + values[i])), empty);
}
