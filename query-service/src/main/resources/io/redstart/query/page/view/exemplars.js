// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Traces kept as examples of an operation: which of them failed or were slow, and where to see
// them.

import { color, h } from '../dom.js';
import { FAILED, matchers } from '../promql.js';
import { number } from '../table.js';
import { stamp } from '../time.js';
import * as units from '../units.js';

/** How many traces of each outcome are listed, and how many parts of the range show one each. */
const LISTED_MAX = 12;
const PARTS = 30;

/** Exemplars are asked for the last part of long ranges: each window keeps a few of each series. */
const SECONDS_MAX = 3600;

/** Reads the exemplars of a scope, with what became of each: `failed`, `slow` or `ok`. */
export async function readExemplars(session, scope, start, end) {
  const found = await session.exemplars(`duration_milliseconds${matchers(scope)}`,
    Math.max(start, end - SECONDS_MAX), end);
  return found.flatMap(({ seriesLabels, exemplars }) => exemplars.map((exemplar) => ({
    time: Number(exemplar.timestamp),
    millis: Number(exemplar.value),
    trace: exemplar.labels.trace_id ?? '',
    failed: seriesLabels.status_code === FAILED,
  }))).filter(({ trace, millis }) => trace && millis > 0);
}

/** Marks those slower than a duration. */
export function judge(exemplars, slowMillis) {
  return exemplars.map((each) => ({ ...each,
    outcome: each.failed ? 'failed' : each.millis >= slowMillis ? 'slow' : 'ok' }));
}

const COLORS = { failed: 'bad', slow: 'poor', ok: 'soft' };

/** Paints a mark for each exemplar over a chart: crosses failed, diamonds were slow. */
export function paintExemplars(u, exemplars) {
  const { ctx } = u;
  const size = 3.5 * devicePixelRatio;
  ctx.save();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const outcome of ['ok', 'slow', 'failed']) {
    ctx.strokeStyle = color(COLORS[outcome]);
    ctx.fillStyle = color('card');
    for (const { time, millis } of exemplars.filter((each) => each.outcome === outcome)) {
      const x = u.valToPos(time, 'x', true);
      const y = u.valToPos(millis, 'y', true);
      ctx.beginPath();
      if (outcome === 'failed') {
        ctx.moveTo(x - size, y - size);
        ctx.lineTo(x + size, y + size);
        ctx.moveTo(x + size, y - size);
        ctx.lineTo(x - size, y + size);
      } else if (outcome === 'slow') {
        ctx.moveTo(x, y - size);
        ctx.lineTo(x + size, y);
        ctx.lineTo(x, y + size);
        ctx.lineTo(x - size, y);
        ctx.closePath();
        ctx.fill();
      } else {
        ctx.arc(x, y, size * 0.6, 0, 2 * Math.PI);
        ctx.fill();
      }
      ctx.stroke();
    }
  }
  ctx.restore();
}

/** Returns the address of a trace; empty without a template. */
export function traceLink(template, trace) {
  return template ? template.replace('{trace_id}', encodeURIComponent(trace)) : '';
}

/** Returns the slowest exemplar of each outcome in each part of the range. */
export function thinned(exemplars, start, end) {
  const kept = new Map();
  for (const each of exemplars.filter(({ time }) => time >= start && time <= end)) {
    const part = Math.floor(((each.time - start) / (end - start)) * PARTS);
    const key = `${each.outcome} ${part}`;
    if (!kept.has(key) || kept.get(key).millis < each.millis) {
      kept.set(key, each);
    }
  }
  return [...kept.values()];
}

/** Renders the newest that failed, that were slow, and some others. */
export function exemplarTable(exemplars, template) {
  const listed = ['failed', 'slow', 'ok'].flatMap((outcome) => exemplars
    .filter((each) => each.outcome === outcome)
    .sort((a, b) => b.time - a.time)
    .slice(0, LISTED_MAX));
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Traces' },
    h('table', {},
      h('caption', { class: 'unseen' }, 'Traces kept as examples'),
      h('thead', {}, h('tr', {},
        ['Trace', 'Outcome'].map((name) => h('th', { scope: 'col', class: 'text' }, name)),
        ['Duration', 'Time'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, listed.map((each) => h('tr', { key: each.trace + each.time + each.millis },
        h('th', { scope: 'row' }, traceCell(template, each.trace)),
        h('td', { class: 'text' }, badge(each.outcome)),
        h('td', {}, number(units.duration(each.millis))),
        h('td', {}, stamp(each.time)))))));
}

function traceCell(template, trace) {
  const href = traceLink(template, trace);
  const id = h('span', { class: 'labels trace' }, trace);
  return href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, id,
    h('span', { class: 'unseen' }, ' (opens a new tab)')) : id;
}

function badge(outcome) {
  const classes = { failed: 'bad', slow: 'poor', ok: 'muted' };
  return h('span', { class: `badge ${classes[outcome]}` }, outcome);
}
