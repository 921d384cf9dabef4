// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Where the reader is: the view and its parameters, all of it in the address so that it can be
// shared.

import { DEFAULT_KINDS, KINDS } from './promql.js';
import { now, seconds } from './time.js';

const VIEWS = {
  '/': 'services',
  '/service': 'service',
  '/operation': 'operation',
  '/query': 'query',
  '/graph': 'query',
  '/status': 'status',
};

/** Parameters that stay when the view changes. */
const LASTING = ['range', 'end', 'kinds', 'compare'];

const DEFAULT_RANGE = '15m';

/** An address of the page, read. */
export class Place {
  constructor(url) {
    this.path = url.pathname;
    this.view = VIEWS[url.pathname] ?? 'services';
    this.params = url.searchParams;
    const range = seconds(this.get('range', DEFAULT_RANGE));
    this.range = range > 0 ? range : seconds(DEFAULT_RANGE);
    const end = Number(this.get('end'));
    this.isLive = !(end > 0);
    this.end = this.isLive ? now() : end;
    const kinds = this.get('kinds').split(',').filter((kind) => KINDS.includes(kind));
    this.kinds = kinds.length ? kinds : DEFAULT_KINDS;
  }

  static here() {
    return new Place(new URL(location.href));
  }

  get start() {
    return this.end - this.range;
  }

  /** Returns a parameter. */
  get(name, byDefault = '') {
    return this.params.get(name) ?? byDefault;
  }

  /** Returns the address with some parameters changed; those that become empty are left out. */
  with(changes) {
    const params = new URLSearchParams(this.params);
    return address(this.path, params, changes);
  }

  /** Returns the address of another view, for the same time and kinds. */
  to(path, parameters = {}) {
    const params = new URLSearchParams();
    for (const name of LASTING) {
      if (this.params.has(name)) {
        params.set(name, this.params.get(name));
      }
    }
    return address(path, params, parameters);
  }

  /** Returns the address of the query view with an expression. */
  toQuery(expr, tab = 'graph') {
    return this.to('/query', { expr, tab, kinds: '', compare: '' });
  }
}

function address(path, params, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === '' || value === null || value === undefined) {
      params.delete(name);
    } else {
      params.set(name, value);
    }
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}
