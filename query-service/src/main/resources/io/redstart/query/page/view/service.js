// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// A service: its rate, errors and durations over time, and its operations.

import { compareChoice, compareOffset, kindChoice } from '../controls.js';
import { h } from '../dom.js';
import { charts as readCharts, numbers } from '../red.js';
import { bar, number, order, paged, sorted, table } from '../table.js';
import { words } from '../time.js';
import * as units from '../units.js';
import { Charts, draw, slots } from './redcharts.js';
import { severity } from './services.js';

const charts = new Charts();

export function title(place) {
  return place.get('service');
}

export async function load(session, place) {
  const scope = { service: place.get('service'), kinds: place.kinds };
  const offset = compareOffset(place);
  const past = { ...scope, offset };
  const [now, before, points, earlier] = await Promise.all([
    numbers(session, scope, 'span_name', place),
    offset ? numbers(session, past, 'span_name', place, { p95: 0.95 }) : null,
    readCharts(session, scope, place),
    offset ? readCharts(session, past, place) : null,
  ]);
  return { scope, range: now.range, points, earlier, before: before?.rows,
    operations: [...now.rows.values()] };
}

const COLUMNS = (place, worst, before) => [
  { key: 'name', title: 'Operation', text: true, value: (row) => row.name,
    cell: (row) => h('a', { href: place.to('/operation',
      { service: place.get('service'), operation: row.name }), 'data-link': true },
    row.name || '(no name)') },
  { key: 'impact', title: 'Impact', value: (row) => row.impact,
    hint: 'Rate × p95: the seconds that callers wait in each second',
    cell: (row) => bar(worst > 0 && row.impact > 0 ? row.impact / worst : 0,
      Number.isFinite(row.impact) ? row.impact.toFixed(2) : '–') },
  { key: 'rate', title: 'Rate', value: (row) => row.rate, hint: 'Calls per second',
    cell: (row) => [change(row, before, 'rate'), number(units.rate(row.rate))] },
  { key: 'errors', title: 'Errors', value: (row) => row.share, hint: 'Share of calls that failed',
    cell: (row) => [change(row, before, 'share'),
      h('span', { class: row.share > 0 ? severity(row.share) : 'muted' },
        number(units.percent(row.share)))] },
  ...['p50', 'p95', 'p99'].map((key) => ({ key, title: key, value: (row) => row[key] ?? NaN,
    class: key === 'p95' ? null : 'wide',
    hint: `${key.slice(1)} % of calls were faster`,
    cell: (row) => [key === 'p95' ? change(row, before, key) : null,
      number(units.duration(row[key] ?? NaN))] })),
];

/** Returns how a number changed since the compared time; for shares in points. */
function change(row, before, key) {
  if (!before) {
    return null;
  }
  const past = before.get(row.name)?.[key];
  if (past === undefined || !Number.isFinite(past) || !Number.isFinite(row[key])) {
    return h('span', { class: 'delta' }, 'new');
  }
  if (key === 'share') {
    const points = (row.share - past) * 100;
    return Math.abs(points) < 0.05 ? h('span', { class: 'delta' }, '=')
      : h('span', { class: `delta ${points > 0 ? 'bad' : 'good'}` },
        `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)} pp`);
  }
  const ratio = past > 0 ? row[key] / past - 1 : Infinity;
  if (Math.abs(ratio) < 0.01) {
    return h('span', { class: 'delta' }, '=');
  }
  const worse = key === 'p95' && ratio > 0.1 ? 'bad' : key === 'p95' && ratio < -0.1 ? 'good' : '';
  const size = Math.abs(ratio) >= 9.995 ? `×${Math.round(ratio + 1)}`
    : `${ratio > 0 ? '+' : '−'}${Math.round(Math.abs(ratio) * 100)} %`;
  return h('span', { class: `delta ${worse}` }, size);
}

export function render(data, place, app) {
  const service = place.get('service');
  const worst = Math.max(0, ...data.operations.map((row) => row.impact || 0));
  const columns = COLUMNS(place, worst, data.before);
  const sort = order(place.get('sort'), columns, '-impact');
  const search = place.get('search').toLowerCase();
  const found = data.operations.filter((row) => row.name.toLowerCase().includes(search));
  const view = paged(sorted(found, columns, sort), place);
  return h('section', { class: 'view' },
    h('div', { class: 'head' },
      h('nav', { class: 'crumbs', 'aria-label': 'Path' },
        h('a', { href: place.to('/'), 'data-link': true }, 'Services')),
      h('h1', {}, service),
      h('p', { class: 'sub' }, summary(data, place))),
    h('div', { class: 'tools' }, kindChoice(place, app), compareChoice(place, app)),
    slots(),
    h('div', { class: 'tools' },
      h('h2', {}, 'Operations'),
      data.operations.length > 8 ? h('label', {}, h('span', { class: 'unseen' }, 'Search operations'),
        h('input', { type: 'search', placeholder: 'Search operations', value: place.get('search'),
          autocomplete: 'off', spellcheck: 'false',
          oninput: (event) => app.change({ search: event.target.value, page: '' }) })) : null),
    found.length === 0
      ? h('p', { class: 'empty' }, data.operations.length === 0
        ? 'No calls of these kinds in this range.' : 'No operation’s name contains this.')
      : table({ caption: `Operations of ${service}`, columns, view, sort, place, app,
        key: (row) => row.name }));
}

function summary({ operations, range }, place) {
  const total = operations.reduce((sum, row) => sum + row.rate, 0);
  const failed = operations.reduce((sum, row) => sum + row.errors, 0);
  const so = range < place.range ? ` · counted for ${words(range)} so far` : '';
  return `${operations.length} operation${operations.length === 1 ? '' : 's'} · `
    + `${units.text(units.rate(total))} · `
    + `${units.text(units.percent(total > 0 ? failed / total : 0))} errors${so}`;
}

export function settle(root, data, place, app) {
  draw(charts, root, { ...data, place, app });
}

export function theme() {
  charts.restyle();
}

export function leave() {
  charts.clear();
}
