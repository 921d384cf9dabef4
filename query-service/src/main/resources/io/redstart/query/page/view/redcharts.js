// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// The three charts of a service or an operation, with those of an earlier time behind them.

import { Charts } from '../chart.js';
import { h } from '../dom.js';
import * as promql from '../promql.js';
import * as units from '../units.js';

/** Renders the places of the charts. */
export function slots() {
  return h('div', { class: 'charts' }, ['rate', 'errors', 'durations'].map((slot) =>
    h('figure', { key: slot, 'data-slot': slot })));
}

/** Draws the charts of `points`, and of `earlier` if there is something to compare with. */
export function draw(charts, root, { scope, points, earlier, place, app }) {
  const zoom = (start, end) => app.go({ range: `${end - start}s`, end });
  const past = (key) => (earlier ? [earlier[key]] : []);
  const pastLine = (of) => (earlier
    ? [{ label: `${of}then`, color: 'soft', dash: true, width: 1.2 }] : []);
  const suffix = earlier ? 'with' : 'alone';
  const window = points.window;
  const show = (slot, title, unit, lines, data, expr) => {
    const chart = charts.in(root, slot, () => ({ title, unit, lines, zoom }));
    if (chart.shape !== suffix) {
      chart.shape = suffix;
      chart.lines(lines);
    }
    chart.show([points.times, ...data], place.toQuery(expr));
  };
  show('rate', 'Rate', units.rate,
    [{ label: 'calls', color: 'accent', fill: true }, { label: 'failed', color: 'bad' },
      ...pastLine('')],
    [points.rate, points.errors, ...past('rate')],
    promql.calls(scope, window, ['status_code']));
  show('errors', 'Errors', units.percent,
    [{ label: 'share', color: 'bad' }, ...pastLine('')],
    [points.share, ...past('share')], promql.errorShare(scope, window));
  show('durations', 'Duration', units.duration,
    [...['p50', 'p95', 'p99'].map((key) => ({ label: key, color: key })), ...pastLine('p95 ')],
    [points.p50, points.p95, points.p99, ...past('p95')],
    promql.quantile(0.95, scope, window));
}

export { Charts };
