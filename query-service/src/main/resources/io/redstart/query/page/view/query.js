// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// PromQL: an expression as a table and as a graph, under an address that can be shared.

import { ApiError, times } from '../api.js';
import { Charts } from '../chart.js';
import { h } from '../dom.js';
import { Editor } from '../editor.js';
import { seconds, span, stamp, stepFor } from '../time.js';
import * as units from '../units.js';

const SERIES_MAX = 50;
const ROWS_MAX = 1000;
const HUES = [209, 18, 152, 280, 45, 340, 185, 95, 235, 0];

const EXAMPLES = [
  ['Calls per second of each service', 'sum by (service_name) (rate(calls_total[5m]))'],
  ['95th percentile of each service, in milliseconds',
    'histogram_quantile(0.95, sum by (le, service_name) (rate(duration_milliseconds_bucket[5m])))'],
  ['Share of failed calls of each service',
    'sum by (service_name) (rate(calls_total{status_code="STATUS_CODE_ERROR"}[5m]))\n'
    + '  / sum by (service_name) (rate(calls_total[5m]))'],
  ['The ten operations with most calls',
    'topk(10, sum by (service_name, span_name) (rate(calls_total[5m])))'],
  ['Redstart’s own memory', 'redstart_memory_used_bytes'],
];

/** Only who wrote a query knows what it costs. */
export const everySeconds = Infinity;

const charts = new Charts();
let editor = null;
let box = null;
let hidden = new Set();
let latest = { place: null, app: null };
/** The expression of the newest answer. */
let shownExpr = '';

export function title(place) {
  return expression(place).slice(0, 60) || 'Query';
}

/** Reads `expr`, or `g0.expr` as in links to a Prometheus. */
function expression(place) {
  return place.get('expr') || place.get('g0.expr');
}

function tab(place) {
  const theirs = { 0: 'graph', 1: 'table', graph: 'graph', table: 'table' };
  return theirs[place.get('tab')] ?? theirs[place.get('g0.tab')] ?? 'table';
}

function stepOf(place) {
  const chosen = seconds(place.get('step'));
  return chosen > 0 && place.range / chosen <= 11_000 ? chosen : stepFor(place.range, 240);
}

export async function load(session, place) {
  const expr = expression(place);
  if (!expr.trim()) {
    return { expr: '' };
  }
  const step = stepOf(place);
  const end = Math.floor(place.end / step) * step;
  const grid = { start: end - Math.floor(place.range / step) * step, end, step };
  const isGraph = tab(place) === 'graph';
  const began = performance.now();
  try {
    const answer = isGraph ? await session.evaluateRange(expr, grid)
      : await session.evaluate(expr, place.end);
    const tookMillis = performance.now() - began;
    const infos = answer.infos ?? [];
    return { expr, isGraph, grid, infos, tookMillis, ...answer.data };
  } catch (failure) {
    if (failure instanceof ApiError) {
      return { expr, isGraph, failure };
    }
    throw failure;
  }
}

export function render(data, place, app) {
  return h('section', { class: 'view' },
    h('h1', { class: 'unseen' }, 'Query'),
    h('div', { class: 'ask-box' },
      h('div', { class: 'editor', 'data-slot': 'editor' }),
      h('div', { class: 'tabs' },
        h('button', { type: 'button', class: 'primary', onclick: () => run(place, app) }, 'Run'),
        h('div', { class: 'joined', role: 'group', 'aria-label': 'Show as' },
          ['table', 'graph'].map((name) => h('button', { type: 'button',
            'aria-pressed': String(tab(place) === name),
            class: tab(place) === name ? 'primary' : null,
            onclick: () => run(place, app, name) }, name === 'table' ? 'Table' : 'Graph'))),
        tab(place) === 'graph' ? stepChoice(place, app) : null,
        h('span', { class: 'muted small', id: 'editor-help' },
          'Enter runs, Shift+Enter breaks the line, Ctrl+Space completes'))),
    data.failure ? h('p', { class: 'note failed', role: 'alert', key: 'wrong' },
      data.failure.message.replace('invalid parameter "query": ', '')) : null,
    data.infos?.length ? h('ul', { class: 'note', key: 'infos' },
      data.infos.map((info) => h('li', {}, info))) : null,
    data.failure ? null : data.expr ? result(data, place) : examples(place));
}

function stepChoice(place, app) {
  return h('label', { class: 'inline' }, 'Step', h('select', {
    onchange: (event) => app.go({ step: event.target.value }) },
  ['', '5s', '15s', '1m', '5m', '1h'].map((step) => h('option', { value: step,
    selected: step === place.get('step') }, step || `auto (${span(stepFor(place.range, 240))})`))));
}

function examples(place) {
  return h('div', { class: 'block' },
    h('h2', {}, 'Examples'),
    h('ul', {}, EXAMPLES.map(([title, expr]) => h('li', {},
      h('a', { href: place.toQuery(expr), 'data-link': true }, title)))));
}

function result(data, place) {
  const size = data.resultType === 'scalar' || data.resultType === 'string' ? 1
    : data.result.length;
  const head = `${size.toLocaleString('en-US')} series · ${Math.round(data.tookMillis)} ms`
    + (data.isGraph ? ` · step ${span(data.grid.step)}` : ` · at ${stamp(place.end)}`);
  return h('div', { class: 'block' },
    h('p', { class: 'muted small' }, head),
    size === 0 ? h('p', { class: 'empty' }, 'No series.')
      : data.isGraph ? graph(data) : rows(data));
}

function rows({ resultType, result: series }) {
  if (resultType === 'scalar' || resultType === 'string') {
    return h('p', {}, h('code', {}, String(series[1])));
  }
  const shown = series.slice(0, ROWS_MAX);
  return [
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Result' },
      h('table', {},
        h('caption', { class: 'unseen' }, 'Result'),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col', class: 'text' }, 'Series'),
          h('th', { scope: 'col' }, 'Value'))),
        h('tbody', {}, shown.map(({ metric, value, histogram, values, histograms }) => h('tr', {},
          h('th', { scope: 'row', class: 'labels' }, name(metric)),
          h('td', {}, value ? value[1] : histogram ? histogramText(histogram[1])
            : `${(values ?? histograms).length} samples, last ${lastText(values, histograms)}`)))))),
    series.length > shown.length
      ? h('p', { class: 'muted small' }, `The first ${ROWS_MAX} are shown.`) : null];
}

function lastText(values, histograms) {
  return values ? values.at(-1)[1] : histogramText(histograms.at(-1)[1]);
}

function histogramText({ count, sum, buckets = [] }) {
  return `${buckets.length} buckets, count ${Number(count).toPrecision(4)}, `
    + `sum ${Number(sum).toPrecision(4)}`;
}

/** Writes labels as in PromQL. */
function name({ __name__: metric = '', ...labels }) {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length || !metric ? `${metric}{${pairs.join(', ')}}` : metric;
}

function graph(data) {
  const series = data.result.slice(0, SERIES_MAX);
  return [
    h('figure', { key: 'graph', 'data-slot': 'graph' }),
    data.result.length > SERIES_MAX ? h('p', { class: 'muted small' },
      `The first ${SERIES_MAX} are drawn; topk(${SERIES_MAX}, …) chooses the largest.`) : null,
    h('div', { class: 'legend', role: 'group', 'aria-label': 'Series' },
      series.map(({ metric, values }, i) => {
        const label = name(metric);
        const button = h('button', { type: 'button', key: label,
          'aria-pressed': String(!hidden.has(label)),
          onclick: (event) => toggle(event.currentTarget, label, i) },
        h('span', { class: 'labels' }, label),
        h('span', {}, values ? units.text(units.plain(Number(values.at(-1)[1]))) : ''));
        button.style.setProperty('--swatch', stroke(i));
        return button;
      }))];
}

function toggle(button, label, index) {
  const isShown = hidden.delete(label);
  if (!isShown) {
    hidden.add(label);
  }
  button.setAttribute('aria-pressed', String(isShown));
  charts.get('graph')?.toggle(index, isShown);
}

/** Returns the colour of a line; neighbours differ in hue. */
function stroke(index) {
  const light = matchMedia('(prefers-color-scheme: dark)').matches;
  const isDark = { dark: true, light: false }[document.documentElement.dataset.theme] ?? light;
  const round = Math.floor(index / HUES.length);
  return `hsl(${HUES[index % HUES.length] + round * 9} ${isDark ? 62 : 58}% `
    + `${(isDark ? 66 : 40) + round * (isDark ? -6 : 6)}%)`;
}

function run(place, app, shown = tab(place)) {
  app.go({ expr: editor.text, tab: shown, 'g0.expr': '', 'g0.tab': '', 'g0.range_input': '' });
}

export function settle(root, data, place, app) {
  const slot = root.querySelector('[data-slot=editor]');
  if (slot !== box) {
    box = slot;
    editor = new Editor(slot, { label: 'PromQL expression', describedBy: 'editor-help',
      run: () => run(latest.place, latest.app) });
    editor.text = expression(place);
    editor.focus();
  } else if (editor.text !== expression(place) && data.expr !== shownExpr) {
    editor.text = expression(place);
  }
  latest = { place, app };
  shownExpr = data.expr;
  if (data.failure) {
    editor.mark(data.failure.message);
  }
  if (data.isGraph && !data.failure && data.result.length > 0) {
    drawGraph(root, data, app);
  } else {
    charts.clear();
  }
}

function drawGraph(root, data, app) {
  const series = data.result.slice(0, SERIES_MAX);
  const lines = series.map(({ metric }, i) => ({ label: name(metric), stroke: stroke(i) }));
  const chart = charts.in(root, 'graph', () => ({ title: 'Graph', unit: units.plain, lines,
    tall: true, legend: false,
    zoom: (start, end) => app.go({ range: `${end - start}s`, end }) }));
  const names = lines.map(({ label }) => label).join('\n');
  if (chart.shape !== names) {
    chart.shape = names;
    chart.lines(lines);
  }
  const columns = times(data.grid);
  chart.show([columns, ...series.map(({ values = [] }) => {
    const placed = new Array(columns.length).fill(null);
    for (const [time, value] of values) {
      const number = Number(value);
      placed[Math.round((time - data.grid.start) / data.grid.step)] =
        Number.isFinite(number) ? number : null;
    }
    return placed;
  })]);
  lines.forEach(({ label }, i) => {
    if (hidden.has(label)) {
      chart.toggle(i, false);
    }
  });
}

export function theme() {
  charts.restyle();
}

export function leave() {
  charts.clear();
  editor = null;
  box = null;
  hidden = new Set();
}
