// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// All services: what hurts most first.

import { h } from '../dom.js';
import { facts } from '../facts.js';
import { kindChoice } from '../controls.js';
import * as promql from '../promql.js';
import { numbers } from '../red.js';
import { bar, number, order, paged, sorted, sparkline, table } from '../table.js';
import { rateWindow, stepFor, words } from '../time.js';
import * as units from '../units.js';
import { howToSend } from './welcome.js';

/** A failed call hurts as much as a second of waiting. */
const SECONDS_PER_FAILURE = 1;

const SPARK_POINTS = 40;

/** The newest small charts by service, and the question that they answer. */
let sparks = { question: '', rates: new Map() };

export function title() {
  return 'Services';
}

export async function load(session, place) {
  const { rows, others, range } =
    await numbers(session, { kinds: place.kinds }, 'service_name', place);
  for (const row of rows.values()) {
    row.pain = (Number.isFinite(row.impact) ? row.impact : 0) + SECONDS_PER_FAILURE * row.errors;
  }
  others.sort((a, b) => a.localeCompare(b));
  const services = [...rows.values()];
  const welcome = services.length + others.length === 0 ? await facts(session) : null;
  return { range, services, others, welcome, session };
}

const COLUMNS = (place, worst) => [
  { key: 'name', title: 'Service', text: true, value: (row) => row.name,
    cell: (row) => h('a', { href: place.to('/service', { service: row.name }),
      'data-link': true }, row.name) },
  { key: 'pain', title: 'Pain', value: (row) => row.pain,
    hint: 'Seconds that callers wait in each second (rate × p95), plus one for each failed call',
    cell: (row) => bar(worst > 0 ? row.pain / worst : 0, units.text(pain(row.pain))) },
  { key: 'rate', title: 'Rate', value: (row) => row.rate, hint: 'Calls per second',
    cell: (row) => number(units.rate(row.rate)) },
  { key: 'spark', title: 'Rate over time', class: 'wide',
    cell: (row) => sparkCell(row) },
  { key: 'errors', title: 'Errors', value: (row) => row.share, hint: 'Share of calls that failed',
    cell: (row) => h('span', { class: row.share > 0 ? severity(row.share) : 'muted' },
      number(units.percent(row.share))) },
  ...['p50', 'p95', 'p99'].map((key) => ({ key, title: key, value: (row) => row[key] ?? NaN,
    class: key === 'p95' ? null : 'wide',
    hint: `${key.slice(1)} % of calls were faster`,
    cell: (row) => number(units.duration(row[key] ?? NaN)) })),
];

/** Returns the class of a share of errors. */
export function severity(share) {
  return share >= 0.05 ? 'bad' : 'poor';
}

function pain(seconds) {
  return seconds < 0.005 ? { n: '0', u: '' } : { n: seconds.toFixed(seconds < 10 ? 2 : 1), u: '' };
}

function sparkCell(row) {
  const rates = sparks.rates.get(row.name);
  if (!rates) {
    return h('span', { class: 'spark' });
  }
  const known = rates.filter((value) => value !== null);
  const top = units.text(units.rate(Math.max(...known)));
  return sparkline(rates, known.length ? `at most ${top}` : 'no calls');
}

export function render(data, place, app) {
  if (data.welcome) {
    return h('section', {}, howToSend(data.welcome));
  }
  const search = place.get('search').toLowerCase();
  const worst = Math.max(0, ...data.services.map((row) => row.pain));
  const columns = COLUMNS(place, worst);
  const sort = order(place.get('sort'), columns, '-pain');
  const found = data.services.filter((row) => row.name.toLowerCase().includes(search));
  const view = paged(sorted(found, columns, sort), place);
  data.visible = view.rows.map((row) => row.name);
  return h('section', { class: 'view' },
    h('div', { class: 'head' },
      h('h1', {}, 'Services'),
      h('p', { class: 'sub' }, summary(data, place))),
    h('div', { class: 'tools' },
      h('label', {}, h('span', { class: 'unseen' }, 'Search services'),
        h('input', { type: 'search', placeholder: 'Search services', value: place.get('search'),
          autocomplete: 'off', spellcheck: 'false',
          oninput: (event) => app.change({ search: event.target.value, page: '' }) })),
      kindChoice(place, app)),
    data.services.length === 0
      ? h('p', { class: 'empty' }, `No service has ${sentence(place.kinds)} spans in this range.`)
      : found.length === 0
        ? h('p', { class: 'empty' }, `No service’s name contains “${place.get('search')}”.`)
        : table({ caption: 'Services', columns, view, sort, place, app, key: (row) => row.name }),
    others(data.others));
}

function sentence(kinds) {
  return kinds.length === 1 ? kinds[0] : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
}

function summary(data, place) {
  const total = data.services.reduce((sum, row) => sum + row.rate, 0);
  const failed = data.services.reduce((sum, row) => sum + row.errors, 0);
  const parts = [
    `${data.services.length.toLocaleString('en-US')} service${data.services.length === 1 ? '' : 's'}`,
    units.text(units.rate(total)),
    `${units.text(units.percent(total > 0 ? failed / total : 0))} errors`,
  ];
  if (data.range < place.range) {
    parts.push(`counted for ${words(data.range)} so far`);
  }
  return parts.join(' · ');
}

function others(names) {
  if (names.length === 0) {
    return null;
  }
  const shown = names.slice(0, 20).join(', ');
  const more = names.length > 20 ? ` and ${names.length - 20} more` : '';
  return h('p', { class: 'muted small' }, `With other kinds only: ${shown}${more}.`);
}

/** Asks for the small charts of the rows that are visible. */
export async function settle(root, data, place, app) {
  const step = stepFor(place.range, SPARK_POINTS);
  const end = Math.floor(place.end / step) * step;
  const question = [place.range, end, place.kinds, ...data.visible ?? []].join('\n');
  if (question === sparks.question || !data.visible?.length) {
    return;
  }
  const previous = sparks;
  sparks = { question, rates: previous.rates };
  const grid = { start: end - step * Math.floor(place.range / step), end, step };
  const scope = { services: data.visible, kinds: place.kinds };
  try {
    const series = await data.session.matrix(
      promql.calls(scope, rateWindow(step), ['service_name']), grid);
    if (sparks.question === question) {
      sparks.rates = new Map(
        series.map(({ metric, values }) => [metric.service_name ?? '', values]));
      app.render();
    }
  } catch (failure) {
    if (failure.name !== 'AbortError') {
      console.error(failure);
    }
    sparks = previous;
  }
}
