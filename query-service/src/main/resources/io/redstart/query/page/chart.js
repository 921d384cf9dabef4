// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// A chart over time, drawn by uPlot in the colours of the page.

import uPlot from '/assets/uplot/uPlot.esm.js';
import { color, h, morph } from './dom.js';
import { axisTimes, stamp } from './time.js';
import * as units from './units.js';

/** Distances of times on an axis, in seconds. */
const TIME_STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600,
  43_200, 86_400, 172_800, 345_600, 604_800];

const FONT = '12px system-ui, sans-serif';

/**
 * Draws lines into a figure. The options:
 *
 * - `title`, `unit`: one of the functions of `units.js`
 * - `lines`: `{label, color, dash, fill, width}`, with the name of a colour in the style sheet
 * - `zoom(start, end)`: called when the reader has marked a range
 * - `log`: a logarithmic axis
 * - `tall`: twice as high; `legend: false`: no names of lines; `extra()`: more for the caption
 * - `draw(u)`, `over(u)`: paint below and above the lines
 * - `pointed(u)`: a text about what is under the pointer; `chosen(u)`: it was clicked
 */
export class Chart {
  #options;
  #figure;
  #box;
  #tip = null;
  #plot = null;
  #data = null;
  #size;
  #href = null;

  constructor(figure, options) {
    this.#options = options;
    this.#figure = figure;
    figure.classList.add('chart');
    this.#box = h('div', { class: `plot${options.tall ? ' tall' : ''}`, role: 'img' });
    figure.replaceChildren(h('figcaption', {}), this.#box);
    this.#size = new ResizeObserver(() => this.#fit());
    this.#size.observe(this.#box);
  }

  /** Shows points: the times, then an array for each line. `href` leads to the expression. */
  show(data, href) {
    this.#data = data;
    this.#href = href ?? null;
    if (this.#plot && this.#plot.series.length === data.length) {
      this.#plot.setData(data);
    } else {
      this.#make();
    }
    this.#caption(null);
    this.#box.setAttribute('aria-label', this.#summary());
  }

  /** Replaces the lines; the next `show` brings their points. */
  lines(lines) {
    this.#options.lines = lines;
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** Draws again, in the colours of another theme. */
  restyle() {
    if (this.#data) {
      this.#make();
    }
  }

  /** Shows or hides a line. */
  toggle(index, isShown) {
    this.#plot?.setSeries(index + 1, { show: isShown });
  }

  destroy() {
    this.#size.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #make() {
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#config(), this.#data, this.#box);
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (this.#plot && width > 0
        && (this.#plot.width !== width || this.#plot.height !== height)) {
      this.#plot.setSize({ width, height });
    }
  }

  #config() {
    const { lines, unit, log, zoom, draw, over } = this.#options;
    const grid = { stroke: color('grid'), width: 1 };
    const axis = { stroke: color('soft'), font: FONT, grid, ticks: { show: false } };
    return {
      width: this.#box.clientWidth || 600,
      height: this.#box.clientHeight || 176,
      legend: { show: false },
      padding: [6, 18, 0, 0],
      cursor: {
        sync: { key: 'time', setSeries: false },
        drag: { x: Boolean(zoom), y: false, setScale: false },
        points: { size: 6 },
        y: false,
      },
      scales: {
        x: { time: true },
        y: log ? { distr: 3, log: 10, ...this.#options.scale }
          : { range: (u, min, max) => [Math.min(0, min), max > 0 ? max * 1.08 : min < 0 ? 0 : 1] },
      },
      axes: [
        { ...axis, values: axisTimes, incrs: TIME_STEPS, space: 64, size: 28, gap: 4 },
        { ...axis, size: 62, gap: 6, space: 34, ...log ? { splits: logSplits } : {},
          filter: (u, splits) => splits,
          values: (u, splits) => splits.map((value) => (value === null ? ''
            : units.text(units.trimmed(unit(value))))) },
      ],
      series: [{}, ...lines.map((line) => this.#series(line))],
      hooks: {
        drawClear: draw ? [draw] : [],
        draw: over ? [over] : [],
        setCursor: [(u) => this.#pointed(u)],
        ready: [(u) => this.#listen(u)],
        setSelect: [(u) => this.#selected(u, zoom)],
      },
    };
  }

  #series(line) {
    const stroke = line.stroke ?? color(line.color);
    return {
      label: line.label,
      stroke,
      width: line.width ?? 1.6,
      dash: line.dash ? [4, 4] : undefined,
      fill: line.fill ? color('fill') : undefined,
      points: { show: false },
      spanGaps: false,
    };
  }

  #listen(u) {
    const { pointed, chosen } = this.#options;
    if (pointed) {
      this.#tip = h('div', { class: 'tip', hidden: true });
      u.over.append(this.#tip);
    }
    if (chosen) {
      u.over.addEventListener('click', () => chosen(u));
    }
  }

  #pointed(u) {
    this.#caption(u.cursor.idx);
    if (this.#tip) {
      const { left, top } = u.cursor;
      const words = left >= 0 && top >= 0 ? this.#options.pointed(u) : '';
      this.#tip.hidden = !words;
      this.#tip.textContent = words;
      const width = this.#tip.offsetWidth;
      this.#tip.style.left = `${Math.max(0, Math.min(left + 12, u.over.clientWidth - width))}px`;
      this.#tip.style.top = `${top > 40 ? top - 34 : top + 16}px`;
    }
  }

  #selected(u, zoom) {
    if (zoom && u.select.width > 4) {
      const [start, end] = [u.select.left, u.select.left + u.select.width]
        .map((x) => Math.round(u.posToVal(x, 'x')));
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      if (end > start) {
        zoom(start, end);
      }
    }
  }

  /** Writes the title with the values under the cursor, or the newest ones. */
  #caption(index) {
    const { title, unit, lines, legend, extra } = this.#options;
    const isPointed = index !== null && index !== undefined;
    const at = isPointed ? index : null;
    const value = (points) => {
      const chosen = at === null ? points.findLast((point) => point !== null) : points[at];
      return chosen === null || chosen === undefined ? '–' : units.text(unit(chosen));
    };
    const caption = h('figcaption', {},
      h('div', { class: 'top' },
        h('h2', {}, title),
        isPointed ? h('span', { class: 'when' }, stamp(this.#data[0][at])) : null,
        this.#href ? h('a', { class: 'ask', href: this.#href, 'data-link': true,
          'aria-label': `${title}: open as a query` }, 'PromQL') : null),
      legend === false || !this.#data ? null : lines.map((line, i) => {
        const key = h('span', { class: 'key' }, line.label, h('b', {}, value(this.#data[i + 1])));
        key.style.setProperty('--swatch', line.stroke ?? `var(--${line.color})`);
        key.key = line.label;
        return key;
      }),
      extra ? extra() : null);
    const old = this.#figure.querySelector('figcaption');
    for (const key of caption.querySelectorAll('.key')) {
      const same = [...old.querySelectorAll('.key')].find((each) => each.key === key.key);
      same?.style.setProperty('--swatch', key.style.getPropertyValue('--swatch'));
    }
    morph(old, caption);
  }

  /** Says in words what the lines show. */
  #summary() {
    const { title, unit, lines } = this.#options;
    const parts = lines.map((line, i) => {
      const known = this.#data[i + 1].filter((value) => value !== null);
      return known.length === 0 ? `${line.label}: no data`
        : `${line.label}: now ${units.text(unit(known.at(-1)))}, lowest `
          + `${units.text(unit(Math.min(...known)))}, highest ${units.text(unit(Math.max(...known)))}`;
    });
    return `${title} over time. ${parts.join('; ')}`;
  }
}

/** Returns 1, 2 and 5 of each power of ten, as many as fit. */
function logSplits(u, axis, min, max) {
  const splits = [];
  for (let power = 10 ** Math.floor(Math.log10(min)); power <= max; power *= 10) {
    splits.push(...[1, 2, 5].map((digit) => digit * power)
      .filter((value) => value >= min && value <= max));
  }
  return splits.length > 9 ? splits.filter((value) => Math.log10(value) % 1 === 0) : splits;
}

/** The charts of a view by their slots; a chart lives until its slot has gone. */
export class Charts {
  #charts = new Map();

  /** Returns the chart in a slot of the document, made when it is first asked for. */
  in(root, slot, options) {
    const figure = root.querySelector(`[data-slot="${slot}"]`);
    let known = this.#charts.get(slot);
    if (known && known.figure !== figure) {
      known.chart.destroy();
      known = undefined;
    }
    if (!known) {
      known = { figure, chart: new Chart(figure, options()) };
      this.#charts.set(slot, known);
    }
    return known.chart;
  }

  /** Returns the chart in a slot, if there is one. */
  get(slot) {
    return this.#charts.get(slot)?.chart;
  }

  restyle() {
    this.#charts.forEach(({ chart }) => chart.restyle());
  }

  clear() {
    this.#charts.forEach(({ chart }) => chart.destroy());
    this.#charts.clear();
  }
}
