// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Redstart itself: its processes, what they refuse and why, what grows, and its settings.

import { h } from '../dom.js';
import { facts as readFacts } from '../facts.js';
import { quote } from '../promql.js';
import { number } from '../table.js';
import * as units from '../units.js';

const SERVICES_SHOWN = 20;

/** Counting label sets reads them all. */
export const everySeconds = 30;

/** Gauges and rates of a process, by column. */
const COLUMNS = {
  spans: ['Spans', units.rate, 'sum by (instance) (rate(redstart_ingest_spans_total[2m]))'],
  labelSets: ['Label sets', units.count, 'sum by (instance) (redstart_store_label_sets)'],
  disk: ['On disk', units.bytes, 'sum by (instance) (redstart_store_disk_bytes)'],
  free: ['Disk free', units.bytes, 'min by (instance) (redstart_store_disk_free_bytes)'],
  memory: ['Fullest memory', units.percent,
    'max by (instance) (redstart_memory_used_bytes / (redstart_memory_max_bytes > 0))'],
  queries: ['Queries', units.rate,
    'sum by (instance) (rate(redstart_query_requests_seconds_count[2m]))'],
  delay: ['Loop delay p99', (value) => units.duration(value * 1000),
    'max by (instance) (redstart_event_loop_delay_seconds{quantile="0.99"})'],
};

/** Counters of what was lost or refused. The names of their labels say why. */
const REFUSALS = ['redstart_ingest_spans_refused_total', 'redstart_ingest_spans_rejected_total',
  'redstart_ingest_spans_dropped_total', 'redstart_ingest_spans_shortened_total',
  'redstart_ingest_connections_closed_total{reason=~"limit|slow"}',
  'redstart_aggregator_refusals_total', 'redstart_memory_refusals_total',
  'redstart_store_evicted_blocks_total',
  'redstart_query_requests_seconds_count{outcome!="success"}',
  'redstart_query_incomplete_total', 'redstart_query_memory_refused_total'];

const UNANSWERED = /^(aggregator|ingest|query) "(.*)" does not answer/;

export function title() {
  return 'Status';
}

export async function load(session, place) {
  const at = place.end;
  const [facts, runtime, up, builds, metadata, columns, refusals, sets, setsBefore, names] =
    await Promise.all([
      readFacts(session),
      session.get('status/runtimeinfo'),
      session.vector('up', at),
      session.vector('redstart_build_info', at),
      session.get('metadata'),
      Promise.all(Object.values(COLUMNS).map(([, , query]) => session.vector(query, at))),
      Promise.all(REFUSALS.map((query) =>
        session.vector(`sum without (instance, job) (increase(${query}[1h])) > 0`, at))),
      session.vector('count by (service_name) (calls_total)', at),
      session.vector('count by (service_name) (calls_total offset 1h)', at),
      session.vector(
        'count by (service_name) (count by (service_name, span_name) (calls_total))', at),
    ]);
  return { facts, runtime, metadata, members: members(up, builds, columns, session.warnings),
    refusals: refusals.flatMap((series, i) => series.map((each) => ({ ...each,
      name: REFUSALS[i].replace(/\{.*/, '') }))),
    services: services(sets, setsBefore, names) };
}

/**
 * A warning names a process at once, also one that was gone before the process of this page started;
 * `up` has it after half a minute, or never.
 */
function members(up, builds, columns, warnings) {
  const rows = new Map();
  for (const { metric, value } of up) {
    rows.set(metric.instance ?? '', { name: metric.instance ?? '', isUp: value === 1 });
  }
  for (const warning of warnings) {
    const [, part, name] = UNANSWERED.exec(warning) ?? [];
    if (name) {
      rows.set(name, { name, isUp: false, part });
    }
  }
  for (const { metric } of builds) {
    const row = rows.get(metric.instance ?? '');
    if (row) {
      row.version = metric.version;
    }
  }
  Object.keys(COLUMNS).forEach((key, i) => {
    for (const { metric, value } of columns[i]) {
      const row = rows.get(metric.instance ?? '');
      if (row) {
        row[key] = value;
      }
    }
  });
  return [...rows.values()].sort((a, b) => a.isUp - b.isUp || a.name.localeCompare(b.name));
}

function services(sets, before, names) {
  const of = (series) => new Map(series.map(({ metric, value }) =>
    [metric.service_name ?? '', value]));
  const earlier = of(before);
  const operations = of(names);
  return [...of(sets)].map(([name, now]) => ({ name, now, before: earlier.get(name) ?? 0,
    operations: operations.get(name) ?? 0 })).sort((a, b) => b.now - a.now);
}

export function render(data, place) {
  return h('section', { class: 'view' },
    h('div', { class: 'head' }, h('h1', {}, 'Status')),
    tiles(data),
    h('div', { class: 'block' }, h('h2', {}, 'Processes'), memberTable(data.members)),
    h('div', { class: 'columns' },
      h('div', { class: 'block' }, h('h2', {}, 'Refused, shortened or lost in the last hour'),
        refusalTable(data)),
      h('div', { class: 'block' }, h('h2', {}, 'Label sets by service'),
        serviceTable(data.services, place))),
    h('div', { class: 'block' }, h('h2', {}, 'Settings of this process'),
      h('pre', { class: 'settings', tabindex: '0' }, data.facts.settings)));
}

function tiles({ facts, runtime, members: rows }) {
  const sum = (key) => rows.reduce((total, row) => total + (row[key] ?? 0), 0);
  const silent = rows.filter((row) => !row.isUp).length;
  const tile = (name, value, note) => h('div', { class: 'tile' }, h('dt', {}, name),
    h('dd', {}, value), note ? h('dd', { class: 'more' }, note) : null);
  return h('dl', { class: 'tiles' },
    tile('Processes', String(rows.length - silent), silent
      ? h('span', { class: 'bad' }, `${silent} silent`) : 'all answer'),
    tile('Spans', units.text(units.rate(sum('spans')))),
    tile('Label sets', units.text(units.count(sum('labelSets')))),
    tile('Store', units.text(units.bytes(sum('disk'))), 'on disk'),
    tile('Kept for', facts.retention.at(-1).for,
      facts.retention.map((tier) => `${tier.window} for ${tier.for}`).join(', ')),
    tile('Version', facts.version,
      `since ${new Date(runtime.startTime).toLocaleString('en-GB', { dateStyle: 'medium',
        timeStyle: 'short' })}`));
}

function memberTable(rows) {
  if (rows.length === 0) {
    return h('p', { class: 'muted' },
      'The first samples of the processes’ own metrics arrive within 30 seconds.');
  }
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Processes' },
    h('table', {},
      h('caption', { class: 'unseen' }, 'Processes'),
      h('thead', {}, h('tr', {},
        ['Process', 'State', 'Parts'].map((name) => h('th', { scope: 'col', class: 'text' }, name)),
        Object.values(COLUMNS).map(([name]) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map((row) => h('tr', { key: row.name },
        h('th', { scope: 'row' }, row.name),
        h('td', { class: 'text' }, h('span', { class: `badge ${row.isUp ? 'good' : 'bad'}` },
          row.isUp ? 'up' : 'silent')),
        h('td', { class: 'text muted whole' }, parts(row)),
        Object.entries(COLUMNS).map(([key, [, unit]]) =>
          h('td', {}, row[key] === undefined ? '' : number(unit(row[key])))))))));
}

function parts(row) {
  return [row.spans === undefined ? null : 'ingest', row.labelSets === undefined ? null : 'aggregator',
    row.queries === undefined ? null : 'query'].filter(Boolean).join(', ') || row.part || '';
}

function refusalTable({ refusals, metadata }) {
  if (refusals.length === 0) {
    return h('p', { class: 'good' }, '✓ Nothing.');
  }
  const help = (name) => metadata[name]?.[0]?.help ?? metadata[name.replace(/_count$/, '')]?.[0]?.help;
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Refusals' },
    h('table', {},
      h('caption', { class: 'unseen' }, 'Refusals'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col', class: 'text' }, 'What'),
        h('th', { scope: 'col', class: 'text' }, 'Why'), h('th', { scope: 'col' }, 'About'))),
      h('tbody', {}, refusals.map(({ name, metric, value }) => h('tr', {},
        h('th', { scope: 'row' }, help(name) ?? name, h('br'),
          h('span', { class: 'labels muted' }, name)),
        h('td', { class: 'text' }, Object.values(metric).join(', ') || '–'),
        h('td', {}, number(units.count(Math.max(1, value)))))))));
}

function serviceTable(rows, place) {
  if (rows.length === 0) {
    return h('p', { class: 'muted' }, 'No spans were counted in the last 5 minutes.');
  }
  const growth = (row) => row.now - row.before;
  const shown = rows.slice(0, SERVICES_SHOWN);
  return [
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Label sets' },
      h('table', {},
        h('caption', { class: 'unseen' }, 'Label sets by service'),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col', class: 'text' }, 'Service'),
          ['Label sets', 'In the last hour', 'Span names'].map((name) =>
            h('th', { scope: 'col' }, name)))),
        h('tbody', {}, shown.map((row) => h('tr', { key: row.name },
          h('th', { scope: 'row' }, h('a', { 'data-link': true, href: place.toQuery(
            `topk(20, count by (span_name) (calls_total{service_name=${quote(row.name)}}))`,
            'table') }, row.name)),
          h('td', {}, number(units.count(row.now))),
          h('td', { class: growth(row) > row.before && row.before > 0 ? 'bad' : null },
            growth(row) > 0 ? `+${units.text(units.count(growth(row)))}` : growth(row) || '='),
          h('td', {}, number(units.count(row.operations)))))))),
    rows.length > shown.length ? h('p', { class: 'muted small' },
      `The ${SERVICES_SHOWN} services with most of ${rows.length.toLocaleString('en-US')}.`) : null];
}
