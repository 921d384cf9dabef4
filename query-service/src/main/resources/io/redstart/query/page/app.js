// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Shows the view that the address names, and keeps it fresh.

import { ApiError, Session } from './api.js';
import { controls, navigation, refreshSeconds, themeButton } from './controls.js';
import { h, morph } from './dom.js';
import { knownFacts } from './facts.js';
import { Place } from './place.js';
import { clock, seconds, setWindow } from './time.js';

const LOADERS = {
  services: () => import('./view/services.js'),
  service: () => import('./view/service.js'),
  operation: () => import('./view/operation.js'),
  query: () => import('./view/query.js'),
  status: () => import('./view/status.js'),
};

const REFRESHES_PER_RANGE = 360;

const main = document.getElementById('main');
const live = document.getElementById('live');

let place = Place.here();
/** What is shown: its place's view, the module, the loaded data; the data is null until loaded. */
let shown = { view: '', module: null, data: null, failure: null, warnings: [] };
let running = null;
let timer = 0;

const app = {
  /** Changes parameters and loads again. */
  go(changes, replace = false) {
    travel(place.with(changes), replace);
  },
  /** Goes to an address of this page. */
  visit(href) {
    travel(href, false);
  },
  /** Changes parameters that need no new data. */
  change(changes) {
    history.replaceState(null, '', place.with(changes));
    place = Place.here();
    render();
  },
  /** Renders again what has been loaded. */
  render() {
    render();
  },
  refresh(isAsked = false) {
    load(isAsked);
  },
  schedule,
  themeChanged() {
    renderControls();
    shown.module?.theme?.();
  },
  announce(text) {
    live.textContent = text;
  },
};

function travel(href, replace) {
  history[replace ? 'replaceState' : 'pushState'](null, '', href);
  arrive();
}

function arrive() {
  const before = place;
  place = Place.here();
  if (before.view !== place.view || before.get('service') !== place.get('service')
      || before.get('operation') !== place.get('operation')) {
    shown.module?.leave?.();
    shown = { view: '', module: null, data: null, failure: null, warnings: [] };
    morph(main, h('main', {}, h('p', { class: 'loading' }, 'Loading …')));
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  load(true);
}

/** Loads and shows the view of the address; a load that was overtaken ends. */
async function load(isAsked) {
  running?.abort();
  clearTimeout(timer);
  const abort = new AbortController();
  running = abort;
  renderControls();
  main.setAttribute('aria-busy', 'true');
  if (place.isLive) {
    place = Place.here();
  }
  const asked = place;
  const session = new Session(abort.signal);
  try {
    const module = await LOADERS[asked.view]();
    const data = await module.load(session, asked);
    if (running !== abort) {
      return;
    }
    shown = { view: asked.view, module, data, failure: null, warnings: [...session.warnings] };
    if (isAsked) {
      app.announce(`${module.title(asked)}: updated at ${clock(Date.now() / 1000)}`);
    }
  } catch (failure) {
    if (running !== abort || failure.name === 'AbortError') {
      return;
    }
    shown = { ...shown, failure };
    app.announce(`Not updated: ${reasonOf(failure)}`);
  }
  running = null;
  main.removeAttribute('aria-busy');
  render();
  schedule();
}

function schedule() {
  clearTimeout(timer);
  const wait = waitSeconds();
  if (wait < Infinity) {
    timer = setTimeout(() => (document.hidden ? schedule() : load(false)), wait * 1000);
  }
}

/** Returns the time until the next refresh; long ranges change little in ten seconds. */
function waitSeconds() {
  const chosen = refreshSeconds();
  return chosen > 0 && place.isLive
    ? Math.max(chosen, place.range / REFRESHES_PER_RANGE, shown.module?.everySeconds ?? 0)
    : Infinity;
}

function renderControls() {
  morph(document.getElementById('nav'), navigation(place));
  const times = document.getElementById('controls');
  // Who is choosing a time is not disturbed.
  if (!times.querySelector('details[open]')) {
    morph(times, controls(place, app));
  }
  morph(document.getElementById('theme'), h('div', {}, themeButton(app)));
}

function render() {
  const { module, data, failure, warnings } = shown;
  document.title = module ? `${module.title(place)} · Redstart` : 'Redstart';
  const wanted = h('main', {},
    failure ? failureNote(failure) : null,
    warnings.length ? h('ul', { class: 'note', key: 'warnings' },
      warnings.map((warning) => h('li', {}, warning))) : null,
    module && data ? module.render(data, place, app) : null);
  morph(main, wanted);
  if (module && data) {
    module.settle?.(main, data, place, app);
  }
}

/** Browsers have words of their own for a server that is gone, always in a TypeError. */
function reasonOf(failure) {
  return failure instanceof TypeError && /fetch|network|load/i.test(failure.message)
    ? 'Redstart does not answer.' : failure.message;
}

function failureNote(failure) {
  if (!(failure instanceof ApiError)) {
    console.error(failure);
  }
  return h('div', { class: 'note failed', role: 'alert', key: 'failure' },
    h('p', {}, reasonOf(failure)),
    h('button', { type: 'button', onclick: () => app.refresh(true) }, 'Try again'));
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-link]');
  if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    app.visit(link.href);
  }
  for (const open of document.querySelectorAll('details.popover[open]')) {
    if (!open.contains(event.target)) {
      open.open = false;
    }
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    for (const open of document.querySelectorAll('details.popover[open]')) {
      open.open = false;
      open.querySelector('summary').focus();
    }
  }
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && waitSeconds() < Infinity && !running) {
    load(false);
  }
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => app.themeChanged());
addEventListener('popstate', arrive);
load(false);
knownFacts().then(({ retention }) => {
  // Charts over other windows than the usual ones need other steps.
  if (retention.length && setWindow(seconds(retention[0].window))) {
    load(false);
  }
}, (failure) => console.error(failure));
