// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// The expressions behind the numbers. Every spelling of the names answers, so the page uses the
// shortest, whatever namespace is configured.

import { span } from './time.js';

export const KINDS = ['server', 'consumer', 'client', 'producer', 'internal', 'unspecified'];

/** The work that a service was asked to do; a client span is the same call from the other side. */
export const DEFAULT_KINDS = ['server', 'consumer'];

export const FAILED = 'STATUS_CODE_ERROR';

/** Writes a string literal. */
export function quote(text) {
  return JSON.stringify(String(text));
}

/** Writes a regular expression that matches a text only. */
export function exactly(text) {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Returns the value of the label `span_kind`. */
export function kindLabel(kind) {
  return `SPAN_KIND_${kind.toUpperCase()}`;
}

/** Matches the kinds; series without a kind always count. Nothing, if all kinds are chosen. */
function kindMatcher(kinds) {
  return kinds.length === KINDS.length
    ? []
    : [`span_kind=~${quote(['', ...kinds.map(kindLabel)].join('|'))}`];
}

/** Writes the matchers of a scope: `{service, services, operation, kinds}`, all optional. */
export function matchers(scope, ...more) {
  const all = [];
  if (scope.service !== undefined) {
    all.push(`service_name=${quote(scope.service)}`);
  }
  if (scope.services) {
    all.push(`service_name=~${quote(scope.services.map(exactly).join('|'))}`);
  }
  if (scope.operation !== undefined) {
    all.push(`span_name=${quote(scope.operation)}`);
  }
  all.push(...kindMatcher(scope.kinds ?? KINDS), ...more);
  return all.length ? `{${all.join(', ')}}` : '';
}

function rate(metric, scope, window, more = []) {
  const offset = scope.offset ? ` offset ${span(scope.offset)}` : '';
  return `rate(${metric}${matchers(scope, ...more)}[${span(window)}]${offset})`;
}

function sum(by, inner) {
  return by.length ? `sum by (${by.join(', ')}) (${inner})` : `sum(${inner})`;
}

/** Calls per second. */
export function calls(scope, window, by = []) {
  return sum(by, rate('calls_total', scope, window));
}

/** The share of calls that failed. */
export function errorShare(scope, window, by = []) {
  const failed = sum(by, rate('calls_total', scope, window, [`status_code=${quote(FAILED)}`]));
  return `${failed}\n  / ${calls(scope, window, by)}`;
}

/** A quantile of the durations in milliseconds. */
export function quantile(q, scope, window, by = []) {
  const buckets = sum(['le', ...by], rate('duration_milliseconds_bucket', scope, window));
  return `histogram_quantile(${q}, ${buckets})`;
}

/** The distribution of durations, in bins that are under 1 % wide. */
export function distribution(scope, window) {
  return sum([], rate('duration_milliseconds', scope, window));
}
