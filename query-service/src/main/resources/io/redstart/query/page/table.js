// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// A table that can be sorted, searched and paged, with aligned numbers.

import { h, svg } from './dom.js';

const PAGE_ROWS = 50;

/** Returns a cell's number and unit, aligned with those above and below. */
export function number({ n, u }) {
  return [h('span', { class: 'n' }, n), h('span', { class: 'u' }, u)];
}

/** Returns a bar for a share from 0 to 1, beside a text. */
export function bar(share, text) {
  return h('span', { class: 'bar-cell', bar: `${Math.round(100 * share)}%` },
    h('span', { class: 'bar-text' }, text));
}

/** Returns a small chart without axes. */
export function sparkline(values, label) {
  const known = values.filter((value) => value !== null);
  const width = 112;
  const height = 24;
  if (known.length === 0) {
    return h('span', { class: 'muted' }, '–');
  }
  const top = Math.max(...known) || 1;
  const x = (i) => ((i / Math.max(1, values.length - 1)) * width).toFixed(1);
  const y = (value) => (height - 1.5 - (value / top) * (height - 3)).toFixed(1);
  const points = values.map((value, i) => (value === null ? null : `${x(i)},${y(value)}`))
    .filter(Boolean);
  const first = values.findIndex((value) => value !== null);
  const last = values.length - 1 - [...values].reverse().findIndex((value) => value !== null);
  return svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': label, preserveAspectRatio: 'none' },
  svg('polygon', { points: `${x(first)},${height} ${points.join(' ')} ${x(last)},${height}` }),
  svg('polyline', { points: points.join(' ') }));
}

/** Reads the order `column` or `-column`, descending. */
export function order(text, columns, byDefault) {
  const key = text.replace(/^-/, '');
  const known = columns.some((column) => column.key === key && column.value);
  const chosen = known ? text : byDefault;
  return { key: chosen.replace(/^-/, ''), down: chosen.startsWith('-') };
}

/** Returns the rows in an order; rows without a value come last either way. */
export function sorted(rows, columns, { key, down }) {
  const { value } = columns.find((column) => column.key === key);
  return rows.map((row) => [row, value(row)])
    .sort(([, a], [, b]) => {
      if (typeof a === 'string') {
        return down ? b.localeCompare(a) : a.localeCompare(b);
      }
      if (Number.isNaN(a) || Number.isNaN(b)) {
        return Number.isNaN(a) - Number.isNaN(b);
      }
      return down ? b - a : a - b;
    })
    .map(([row]) => row);
}

/** Returns the rows on the page that the address names. */
export function paged(rows, place) {
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const page = Math.min(pages, Math.max(1, parseInt(place.get('page', '1'), 10) || 1));
  const from = (page - 1) * PAGE_ROWS;
  return { page, pages, from, total: rows.length, rows: rows.slice(from, from + PAGE_ROWS) };
}

/**
 * Renders a page of rows. A column is `{key, title, hint, value, cell, text}`: its value sorts, its
 * cell shows; `text` columns are aligned left. The first column names the row.
 */
export function table({ caption, columns, view, sort, place, app, key }) {
  return h('div', { class: 'table-box' },
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      h('table', {},
        h('caption', { class: 'unseen' }, caption),
        h('thead', {}, h('tr', {}, columns.map((column) => heading(column, sort, place, app)))),
        h('tbody', {}, view.rows.map((row) => h('tr', { key: key(row) },
          columns.map((column, i) => h(i ? 'td' : 'th', {
            class: column.text ? 'text' : column.class ?? null,
            scope: i ? null : 'row',
          }, column.cell(row)))))))),
    pager(view, place, app));
}

function heading(column, sort, place, app) {
  const isSorted = column.key === sort.key;
  const state = sort.down ? 'descending' : 'ascending';
  const props = {
    scope: 'col',
    class: column.text ? 'text' : column.class ?? null,
    'aria-sort': isSorted ? state : null,
  };
  if (!column.value) {
    return h('th', props, column.title);
  }
  const isDown = isSorted ? !sort.down : !column.text;
  return h('th', props, h('button', {
    type: 'button',
    title: column.hint ?? null,
    onclick: () => app.change({ sort: isDown ? `-${column.key}` : column.key, page: '' }),
  }, column.title, h('span', { class: 'arrow', 'aria-hidden': 'true' },
    isSorted ? (sort.down ? '↓' : '↑') : '')));
}

function pager({ page, pages, from, total, rows }, place, app) {
  if (pages === 1) {
    return null;
  }
  const turn = (title, wanted, allowed) => h('button', {
    type: 'button', disabled: !allowed, onclick: () => app.change({ page: wanted }),
  }, title);
  return h('nav', { class: 'pager', 'aria-label': 'Pages' },
    turn('‹ Previous', page - 1, page > 1),
    h('span', {}, `${from + 1}–${from + rows.length} of ${total.toLocaleString('en-US')}`),
    turn('Next ›', page + 1, page < pages));
}
