// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// An operation: how its durations are spread over time, and which traces show it.

import { times } from '../api.js';
import { compareChoice, compareOffset, kindChoice } from '../controls.js';
import { h } from '../dom.js';
import { knownFacts } from '../facts.js';
import { heatCells, paint } from '../heatmap.js';
import * as promql from '../promql.js';
import { charts as readCharts, numbers } from '../red.js';
import { shortestRate, stepFor, words } from '../time.js';
import * as units from '../units.js';
import {
  exemplarTable, judge, paintExemplars, readExemplars, thinned, traceLink,
} from './exemplars.js';
import { Charts, draw, slots } from './redcharts.js';

const HEAT_COLUMNS = 120;
/** How near to a mark the pointer must be, in pixels. */
const REACH = 8;

const charts = new Charts();
/** What the chart of durations draws besides its lines. */
let drawn = { heat: null, exemplars: [], template: '' };

export function title(place) {
  return `${place.get('operation')} · ${place.get('service')}`;
}

export async function load(session, place) {
  const scope = { service: place.get('service'), operation: place.get('operation'),
    kinds: place.kinds };
  const offset = compareOffset(place);
  const [now, points, earlier, exemplars, settings] = await Promise.all([
    numbers(session, scope, 'span_name', place),
    readCharts(session, scope, place),
    offset ? readCharts(session, { ...scope, offset }, place) : null,
    readExemplars(session, scope, place.start, place.end),
    knownFacts(),
  ]);
  const step = Math.max(shortestRate(), stepFor(place.range, HEAT_COLUMNS));
  const grid = { start: points.grid.end - Math.floor(place.range / step) * step,
    end: points.grid.end, step };
  const histograms = await session.histograms(promql.distribution(scope, step), grid);
  const row = [...now.rows.values()][0];
  return { scope, range: now.range, points, earlier, row, template: settings.traceUrl,
    heat: heatCells(histograms, times(grid)), step,
    exemplars: judge(exemplars, row?.p95 ?? Infinity) };
}

export function render(data, place, app) {
  const service = place.get('service');
  return h('section', { class: 'view' },
    h('div', { class: 'head' },
      h('nav', { class: 'crumbs', 'aria-label': 'Path' },
        h('a', { href: place.to('/'), 'data-link': true }, 'Services'), ' / ',
        h('a', { href: place.to('/service', { service }), 'data-link': true }, service)),
      h('h1', {}, place.get('operation') || '(no name)'),
      h('p', { class: 'sub' }, summary(data, place))),
    h('div', { class: 'tools' }, kindChoice(place, app), compareChoice(place, app)),
    data.row ? [
      h('figure', { key: 'heat', 'data-slot': 'heat' }),
      slots(),
      h('div', { class: 'block' },
        h('h2', {}, 'Traces'),
        data.exemplars.length > 0 ? exemplarTable(data.exemplars, data.template)
          : h('p', { class: 'muted' }, 'No traces were kept as examples. To keep some, set ',
            h('code', {}, 'spanmetrics.exemplars.enabled'), ' to ', h('code', {}, 'true'), '.'),
        data.exemplars.length > 0 && !data.template
          ? h('p', { class: 'muted small' }, 'To link them to Jaeger, set ',
            h('code', {}, 'ui.trace_url'), '.') : null)]
      : h('p', { class: 'empty' }, 'No calls of these kinds in this range.'));
}

function summary({ row, range }, place) {
  if (!row) {
    return '';
  }
  const parts = [units.text(units.rate(row.rate)),
    `${units.text(units.percent(row.share))} errors`,
    ...['p50', 'p95', 'p99'].map((key) => `${key} ${units.text(units.duration(row[key] ?? NaN))}`)];
  if (range < place.range) {
    parts.push(`counted for ${words(range)} so far`);
  }
  return parts.join(' · ');
}

export function settle(root, data, place, app) {
  if (!data.row) {
    charts.clear();
    return;
  }
  draw(charts, root, { ...data, place, app });
  const { points, heat, template } = data;
  drawn = { heat, template,
    exemplars: thinned(data.exemplars, points.grid.start, points.grid.end) };
  const chart = charts.in(root, 'heat', () => ({
    title: 'Distribution of durations', unit: units.duration, tall: true, log: true,
    lines: ['p50', 'p95', 'p99'].map((key) => ({ label: key, color: `line-${key}`, width: 1.3 })),
    scale: { range: () => heatRange(drawn) },
    zoom: (from, to) => app.go({ range: `${to - from}s`, end: to }),
    draw: (u) => paint(u, drawn.heat),
    over: (u) => paintExemplars(u, drawn.exemplars),
    pointed: (u) => pointed(u),
    chosen: (u) => open(u),
    extra: () => [
      h('span', { class: 'scale' }, 'few ', h('i', {}), ' many calls'),
      drawn.exemplars.length ? h('span', { class: 'scale' },
        h('span', { class: 'bad' }, '×'), ' failed ', h('span', { class: 'poor' }, '◇'), ' slow ',
        h('span', {}, '○'), ' other trace') : null],
  }));
  chart.show([points.times, points.p50, points.p95, points.p99],
    place.toQuery(promql.distribution(data.scope, data.step), 'table'));
}

function heatRange({ heat }) {
  return heat ? [heat.edge(0), heat.edge(heat.rows)] : [1, 1000];
}

/** Returns the exemplar under the pointer. */
function nearest(u) {
  const { left, top } = u.cursor;
  let best = null;
  let bestDistance = REACH;
  for (const each of drawn.exemplars) {
    const distance = Math.hypot(u.valToPos(each.time, 'x') - left, u.valToPos(each.millis, 'y') - top);
    if (distance < bestDistance) {
      best = each;
      bestDistance = distance;
    }
  }
  return best;
}

/** Says what is under the pointer. */
function pointed(u) {
  const exemplar = nearest(u);
  if (exemplar) {
    return `${exemplar.outcome === 'ok' ? '' : `${exemplar.outcome}: `}`
      + `${units.text(units.duration(exemplar.millis))}, trace ${exemplar.trace.slice(0, 8)}…`
      + `${drawn.template ? ' (click to open)' : ''}`;
  }
  const { heat } = drawn;
  const millis = u.posToVal(u.cursor.top, 'y');
  const column = (heat?.times ?? []).findIndex((time) => time >= u.posToVal(u.cursor.left, 'x'));
  const row = heat ? heat.row(millis) : -1;
  const perSecond = row >= 0 && row < heat?.rows && column >= 0
    ? heat.cells[row * heat.columns + column] : 0;
  return perSecond > 0 ? `${units.text(units.duration(heat.edge(row)))} – `
    + `${units.text(units.duration(heat.edge(row + 1)))}: ${units.text(units.rate(perSecond))}` : '';
}

function open(u) {
  const exemplar = nearest(u);
  if (exemplar && drawn.template) {
    window.open(traceLink(drawn.template, exemplar.trace), '_blank', 'noopener,noreferrer');
  }
}

export function theme() {
  charts.restyle();
}

export function leave() {
  charts.clear();
}
