// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Rates, errors and durations of services or operations over a range, as numbers and as charts.

import { times } from './api.js';
import * as promql from './promql.js';
import { rateWindow, stepFor } from './time.js';

const MIN_RANGE = 30;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 };

/**
 * Returns the range that holds data: the place's, or the part since the first span was counted. A
 * rate over an hour of which only a minute was counted would be a sixtieth.
 */
export async function countedRange(session, place) {
  const before = await session.vector(
    `count(calls_total offset ${Math.round(place.range)}s)`, place.end);
  if (before.length > 0) {
    return place.range;
  }
  const step = Math.max(5, Math.ceil(place.range / 400));
  const grid = { start: place.start, end: place.end, step };
  const [counted] = await session.matrix('count(calls_total)', grid);
  const first = counted?.values.findIndex((value) => value !== null) ?? -1;
  return first < 0 ? place.range
    : Math.min(place.range, Math.max(MIN_RANGE, place.range - first * step));
}

/**
 * Returns the numbers of each value of a label over a range: rate, errors, share and percentiles
 * in milliseconds, by value.
 */
export async function numbers(session, scope, label, range, end, quantiles = QUANTILES) {
  const [calls, ...durations] = await Promise.all([
    session.vector(promql.calls(scope, range, [label, 'status_code']), end),
    ...Object.values(quantiles).map((q) =>
      session.vector(promql.quantile(q, scope, range, [label]), end)),
  ]);
  const rows = new Map();
  for (const { metric, value } of calls) {
    const name = metric[label] ?? '';
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
    row.share = row.rate > 0 ? row.errors / row.rate : 0;
    row.impact = row.rate * (row.p95 ?? NaN) / 1000;
  }
  return rows;
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
