// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// What could be written next: names, labels and values that exist, and functions.

import { Session } from './api.js';
import { quote } from './promql.js';
import { AGGREGATIONS } from './syntax.js';

const SHOWN_MAX = 60;
const VALUES_MAX = 2000;
const KEPT_MILLIS = 60_000;

/** Answers of the server, for a minute. */
const known = new Map();

function ask(key, question) {
  const kept = known.get(key);
  if (kept && Date.now() - kept.since < KEPT_MILLIS) {
    return kept.answer;
  }
  const answer = question(new Session()).catch(() => {
    known.delete(key);
    return [];
  });
  known.set(key, { answer, since: Date.now() });
  return answer;
}

const selector = (metric) => (metric ? { 'match[]': `{__name__=${quote(metric)}}` } : {});

function functions() {
  return ask('functions', async (session) => Object.entries(
    (await session.get('features')).promql_functions).filter(([, isOn]) => isOn)
    .map(([name]) => name));
}

function metrics() {
  return ask('metrics', async (session) => {
    const names = await session.get('label/__name__/values');
    const native = names.filter((name) => /duration_\w+_bucket$/.test(name))
      .map((name) => name.replace(/_bucket$/, ''));
    return [...new Set([...names, ...native])];
  });
}

function labels(metric) {
  return ask(`labels ${metric}`, (session) => session.get('labels', selector(metric)));
}

function values(label, metric) {
  return ask(`values ${label} ${metric}`, (session) =>
    session.get(`label/${label}/values`, { ...selector(metric), limit: VALUES_MAX }));
}

/** Returns the completions of what is expected: `{text, note, insert}`, the best first. */
export async function completions({ kind, prefix, metric, label }) {
  const items = kind === 'value'
    ? (await values(label, metric)).map((text) => ({ text, note: '', insert: quote(text).slice(1) }))
    : kind === 'label'
      ? (await labels(metric)).filter((text) => text !== '__name__')
        .map((text) => ({ text, note: 'label', insert: text }))
      : await expressions();
  return best(items, prefix.toLowerCase());
}

async function expressions() {
  const [names, called] = await Promise.all([metrics(), functions()]);
  return [
    ...names.map((text) => ({ text, note: 'metric', insert: text })),
    ...AGGREGATIONS.map((text) => ({ text, note: 'aggregation', insert: text })),
    ...called.map((text) => ({ text, note: 'function', insert: `${text}(` })),
  ];
}

/** Puts names that begin with the prefix before those that contain it. */
function best(items, prefix) {
  const rank = (text) => {
    const at = text.toLowerCase().indexOf(prefix);
    return at < 0 ? Infinity : at === 0 ? 0 : /[_:./ -]/.test(text[at - 1]) ? 1 : 2;
  };
  return items.map((item) => ({ ...item, rank: rank(item.text) }))
    .filter((item) => item.rank < Infinity && item.text.toLowerCase() !== prefix)
    .sort((a, b) => a.rank - b.rank || a.text.length - b.text.length
      || a.text.localeCompare(b.text))
    .slice(0, SHOWN_MAX);
}
