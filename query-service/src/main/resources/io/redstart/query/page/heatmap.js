// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// The distribution of durations over time: a column for each step, a cell for each range of
// durations, the darker the more calls.

import { color } from './dom.js';

const SHADES = 24;
const ROWS_WANTED = 44;
const ROWS_PER_OCTAVE = [32, 16, 8, 6, 4, 3, 2, 1];

/**
 * Sorts native histograms into rows of equal height on a logarithmic axis. Their bins are under
 * 1 % wide, so a bin belongs to the row of its middle.
 *
 * @param histograms pairs of a time and `{buckets: [[rule, low, high, count]]}`
 * @param times the times of the columns
 */
export function heatCells(histograms, times) {
  const step = times.length > 1 ? times[1] - times[0] : 1;
  const bins = histograms.flatMap(([time, { buckets = [] }]) => {
    const column = Math.round((time - times[0]) / step);
    return buckets.map(([, low, high, count]) => ({ column, count: Number(count),
      middle: Math.sqrt(Math.max(Number(low), Number(high) / 2) * Number(high)) }));
  }).filter(({ middle, count }) => middle > 0 && count > 0);
  if (bins.length === 0) {
    return null;
  }
  const logs = bins.map(({ middle }) => Math.log2(middle));
  const lowest = logs.reduce((a, b) => Math.min(a, b));
  const highest = logs.reduce((a, b) => Math.max(a, b));
  const octaves = Math.max(0.5, highest - lowest);
  const perOctave = ROWS_PER_OCTAVE.find((rows) => rows * octaves <= ROWS_WANTED) ?? 1;
  const first = Math.floor(lowest * perOctave) - 1;
  const rows = Math.floor(highest * perOctave) - first + 2;
  const cells = new Float64Array(rows * times.length);
  bins.forEach(({ column, count }, i) => {
    cells[(Math.floor(logs[i] * perOctave) - first) * times.length + column] += count;
  });
  return {
    cells, rows, times, columns: times.length, perOctave, step,
    most: cells.reduce((a, b) => Math.max(a, b), 0),
    /** Returns the lower edge of a row in milliseconds. */
    edge: (row) => 2 ** ((first + row) / perOctave),
    /** Returns the row of a duration. */
    row: (millis) => Math.floor(Math.log2(millis) * perOctave) - first,
  };
}

/** Paints the cells below the lines of a chart. */
export function paint(u, heat) {
  if (!heat) {
    return;
  }
  const shades = ramp();
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  const edges = Array.from({ length: heat.rows + 1 },
    (_, row) => Math.round(u.valToPos(heat.edge(row), 'y', true)));
  for (let column = 0; column < heat.columns; column++) {
    // A point stands for the time before it.
    const from = Math.round(u.valToPos(heat.times[column] - heat.step, 'x', true));
    const to = Math.round(u.valToPos(heat.times[column], 'x', true));
    for (let row = 0; row < heat.rows; row++) {
      const count = heat.cells[row * heat.columns + column];
      if (count > 0) {
        ctx.fillStyle = shades[Math.min(SHADES - 1,
          Math.floor(Math.sqrt(count / heat.most) * SHADES))];
        ctx.fillRect(from, edges[row + 1], to - from, edges[row] - edges[row + 1]);
      }
    }
  }
  ctx.restore();
}

let known = { key: '', shades: [] };

/** Returns the shades from few to many calls. */
function ramp() {
  const stops = ['heat-low', 'heat-mid', 'heat-high'].map((name) => color(name));
  const key = stops.join();
  if (known.key !== key) {
    const parsed = stops.map((stop) => stop.match(/[\d.]+/g).slice(0, 3).map(Number));
    known = { key, shades: Array.from({ length: SHADES }, (_, i) => {
      const at = (i / (SHADES - 1)) * 2;
      const [from, to] = at < 1 ? parsed : parsed.slice(1);
      const part = at < 1 ? at : at - 1;
      return `rgb(${from.map((value, c) => Math.round(value + (to[c] - value) * part)).join(' ')})`;
    }) };
  }
  return known.shades;
}
