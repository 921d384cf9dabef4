// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Asks the API of the process that served this page.

/** An answer that says what is wrong. */
export class ApiError extends Error {
  constructor(message, status, type) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** Collects the warnings of the answers to one view. */
export class Session {
  constructor(signal) {
    this.signal = signal;
    this.warnings = new Set();
  }

  async #ask(path, parameters, method = 'GET') {
    const form = new URLSearchParams(parameters);
    const isPost = method === 'POST';
    const response = await fetch(isPost ? path : `${path}?${form}`, {
      method,
      body: isPost ? form : undefined,
      signal: this.signal,
    });
    let answer;
    try {
      answer = await response.json();
    } catch {
      throw new ApiError(`the server answered ${response.status} ${response.statusText}`,
        response.status, '');
    }
    if (answer.status !== 'success') {
      throw new ApiError(answer.error ?? `status ${response.status}`, response.status,
        answer.errorType ?? '');
    }
    for (const warning of answer.warnings ?? []) {
      this.warnings.add(warning);
    }
    return answer;
  }

  /** Gets the data of a path below `/api/v1/`. */
  async get(path, parameters = {}) {
    return (await this.#ask(`/api/v1/${path}`, parameters)).data;
  }

  /** Evaluates an expression, and returns the whole answer. */
  evaluate(query, time) {
    return this.#ask('/api/v1/query', { query, time }, 'POST');
  }

  /** Evaluates an expression at each step, and returns the whole answer. */
  evaluateRange(query, { start, end, step }) {
    return this.#ask('/api/v1/query_range', { query, start, end, step }, 'POST');
  }

  /** Returns the samples of an instant vector: `{metric, value}`. */
  async vector(query, time) {
    const { data } = await this.evaluate(query, time);
    return data.result.map(({ metric, value }) => ({
      metric,
      value: value ? Number(value[1]) : NaN,
    }));
  }

  /** Returns the series of a range: `{metric, values}`, one value or null for each step. */
  async matrix(query, grid) {
    const { data } = await this.evaluateRange(query, grid);
    return data.result.map(({ metric, values = [] }) => ({ metric, values: onGrid(values, grid) }));
  }

  /** Returns the native histograms of a range: `[time, {count, sum, buckets}]`. */
  async histograms(query, grid) {
    const { data } = await this.evaluateRange(query, grid);
    return data.result[0]?.histograms ?? [];
  }

  /** Returns the exemplars of the selectors of an expression. */
  exemplars(query, start, end) {
    return this.get('query_exemplars', { query, start, end });
  }
}

/** Returns the times of a grid. */
export function times({ start, end, step }) {
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
}

function onGrid(values, { start, end, step }) {
  const placed = new Array(Math.floor((end - start) / step) + 1).fill(null);
  for (const [time, value] of values) {
    const number = Number(value);
    placed[Math.round((time - start) / step)] = Number.isFinite(number) ? number : null;
  }
  return placed;
}
