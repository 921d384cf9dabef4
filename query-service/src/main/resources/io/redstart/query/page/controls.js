// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// The controls at the top of the page: views, time range, refresh, theme.

import { h } from './dom.js';
import { KINDS } from './promql.js';
import { clock, day, localInput, now, RANGES, seconds, span, words } from './time.js';

const REFRESHES = ['off', '5s', '10s', '30s', '1m'];

/** Reads a choice of this browser. */
export function remembered(name, byDefault) {
  try {
    return localStorage.getItem(`redstart.${name}`) ?? byDefault;
  } catch {
    return byDefault;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`redstart.${name}`, value);
  } catch {
    // Without storage, the choice ends with the page.
  }
}

/** Returns the seconds between refreshes; NaN if there are none. */
export function refreshSeconds() {
  return seconds(remembered('refresh', '10s'));
}

/** Renders the links to the views. */
export function navigation(place) {
  const views = [['services', 'Services', '/'], ['query', 'Query', '/query'],
    ['status', 'Status', '/status']];
  const under = { service: 'services', operation: 'services' };
  const current = under[place.view] ?? place.view;
  return h('nav', {}, views.map(([view, title, path]) => h('a', {
    href: place.to(path, view === 'services' ? {} : { kinds: '', compare: '' }),
    'data-link': true,
    'aria-current': view === current ? 'page' : null,
  }, title)));
}

/** Renders the choice of time and refresh. */
export function controls(place, app) {
  return h('div', {},
    place.view === 'status' ? null : [
      h('div', { class: 'joined' },
        h('button', { type: 'button', 'aria-label': 'Earlier', title: 'Earlier',
          onclick: () => app.go({ end: Math.round(place.end - place.range) }) }, '‹'),
        rangeSelect(place, app),
        h('button', { type: 'button', 'aria-label': 'Later', title: 'Later', disabled: place.isLive,
          onclick: () => app.go({ end: later(place) }) }, '›')),
      absolute(place, app)],
    h('div', { class: 'joined' },
      h('button', { type: 'button', 'aria-label': 'Refresh now', title: 'Refresh now',
        onclick: () => app.refresh(true) }, '↻'),
      h('select', { 'aria-label': 'Automatic refresh',
        onchange: (event) => {
          remember('refresh', event.target.value);
          app.schedule();
        } },
      REFRESHES.map((each) => h('option', { value: each,
        selected: each === remembered('refresh', '10s') }, each)))));
}

function later(place) {
  const end = Math.round(place.end + place.range);
  return end >= now() ? '' : end;
}

function rangeSelect(place, app) {
  const current = span(place.range);
  const ranges = RANGES.includes(current) ? RANGES : [current, ...RANGES];
  return h('select', { 'aria-label': 'Time range',
    onchange: (event) => app.go({ range: event.target.value, end: '' }) },
  ranges.map((range) => h('option', { value: range, selected: range === current },
    `${place.isLive ? 'Last ' : ''}${words(seconds(range))}`)));
}

/** Lets the reader choose start and end; the summary shows them if they are fixed. */
function absolute(place, app) {
  const apply = (event) => {
    event.preventDefault();
    const form = event.target;
    const [start, end] = ['start', 'end'].map((name) => Date.parse(form.elements[name].value) / 1e3);
    if (end > start) {
      form.closest('details').open = false;
      app.go({ range: span(Math.round(end - start)), end: Math.round(end) });
    }
  };
  const shown = place.isLive ? 'Custom …'
    : `${day(place.start)} ${clock(place.start, false)} – ${clock(place.end, false)}`;
  return h('details', { class: 'popover' },
    h('summary', { title: 'Choose start and end' }, shown),
    h('form', { onsubmit: apply },
      ['start', 'end'].map((name) => h('label', {}, name === 'start' ? 'From' : 'To',
        h('input', { type: 'datetime-local', name, step: '1', required: true,
          value: localInput(place[name]) }))),
      h('div', { class: 'row' },
        h('button', { type: 'submit', class: 'primary' }, 'Show'),
        place.isLive ? null : h('button', { type: 'button',
          onclick: (event) => {
            event.target.closest('details').open = false;
            app.go({ end: '' });
          } }, 'Follow the present'))));
}

const THEMES = { system: '◐', light: '☀', dark: '☾' };

/** Renders the choice of the theme. */
export function themeButton(app) {
  const names = Object.keys(THEMES);
  const current = remembered('theme', 'system');
  const next = names[(names.indexOf(current) + 1) % names.length];
  return h('button', { type: 'button', class: 'icon', title: `Theme: ${current}`,
    'aria-label': `Theme: ${current}; change to ${next}`,
    onclick: () => {
      remember('theme', next);
      if (next === 'system') {
        delete document.documentElement.dataset.theme;
      } else {
        document.documentElement.dataset.theme = next;
      }
      app.themeChanged();
    } }, THEMES[current] ?? THEMES.system);
}

/** Renders the choice of span kinds. */
export function kindChoice(place, app) {
  const toggle = (kind) => {
    const kinds = KINDS.filter((each) => place.kinds.includes(each) !== (each === kind));
    app.go({ kinds: kinds.join(','), page: '' }, true);
  };
  return h('fieldset', { class: 'chips' },
    h('legend', {}, 'Kinds'),
    KINDS.map((kind) => h('label', {},
      h('input', { type: 'checkbox', checked: place.kinds.includes(kind),
        onchange: () => toggle(kind) }),
      h('span', {}, kind))));
}

const COMPARISONS = [['', 'nothing'], ['previous', 'the range before'], ['day', 'yesterday'],
  ['week', 'last week']];

/** Renders the choice of an earlier time to compare with. */
export function compareChoice(place, app) {
  return h('label', { class: 'inline' }, 'Compare with',
    h('select', { onchange: (event) => app.go({ compare: event.target.value }, true) },
      COMPARISONS.map(([value, title]) => h('option',
        { value, selected: value === place.get('compare') }, title))));
}

/** Returns how many seconds earlier the compared time is; 0 without comparison. */
export function compareOffset(place) {
  return { previous: place.range, day: 86_400, week: 604_800 }[place.get('compare')] ?? 0;
}
