// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// A field for PromQL: coloured, with completions, and with mistakes marked where they are.

import { completions } from './completion.js';
import { h } from './dom.js';
import { errorOffset, expected, shade, tokens } from './syntax.js';

export class Editor {
  #area;
  #paper = h('pre', { 'aria-hidden': 'true' });
  #list = h('ul', { class: 'completions', role: 'listbox', id: 'completions', hidden: true,
    'aria-label': 'Completions' });
  #items = [];
  #chosen = -1;
  #expected = null;
  #wrong = -1;
  #turn = 0;

  /** Fills an element; `run` is called with the expression on Enter. */
  constructor(box, { label, describedBy, run }) {
    this.#area = h('textarea', {
      rows: '1', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off',
      'aria-label': label, 'aria-describedby': describedBy, 'aria-autocomplete': 'list',
      'aria-controls': 'completions', 'aria-haspopup': 'listbox',
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event, run),
    });
    this.#area.addEventListener('blur', () => this.#close());
    this.#area.addEventListener('click', () => this.#close());
    box.replaceChildren(this.#paper, this.#area, this.#list);
    this.#paint();
  }

  get text() {
    return this.#area.value;
  }

  set text(text) {
    this.#area.value = text;
    this.#wrong = -1;
    this.#paint();
  }

  focus() {
    this.#area.focus();
  }

  /** Marks the place that an error message names, or nothing. */
  mark(message) {
    this.#wrong = message ? errorOffset(this.text, message) : -1;
    this.#area.setAttribute('aria-invalid', String(Boolean(message)));
    this.#paint();
  }

  #typed() {
    this.#wrong = -1;
    this.#area.removeAttribute('aria-invalid');
    this.#paint();
    this.#complete(false);
  }

  async #complete(isAsked) {
    const turn = ++this.#turn;
    this.#expected = expected(this.text, this.#area.selectionStart);
    const isWorthIt = this.#expected
      && (isAsked || this.#expected.prefix || this.#expected.kind !== 'expression');
    const items = isWorthIt ? await completions(this.#expected) : [];
    if (turn !== this.#turn) {
      return;
    }
    this.#items = items;
    if (items.length === 0) {
      this.#close();
      return;
    }
    this.#list.replaceChildren(...items.map((item, i) => {
      const option = h('li', { role: 'option', id: `completion-${i}`, 'aria-selected': 'false' },
        h('b', {}, item.text), h('span', {}, item.note));
      option.addEventListener('mousedown', (event) => {
        event.preventDefault();
        this.#insert(i);
      });
      return option;
    }));
    this.#list.hidden = false;
    this.#chosen = -1;
    this.#area.removeAttribute('aria-activedescendant');
    this.#place();
  }

  /** Moves the list below the word that it completes. */
  #place() {
    const { offsetLeft, offsetTop, offsetHeight } = this.#caretMark();
    const left = Math.min(offsetLeft, this.#paper.clientWidth - this.#list.offsetWidth);
    this.#list.style.left = `${Math.max(0, left)}px`;
    this.#list.style.top = `${offsetTop + offsetHeight + 4}px`;
  }

  #caretMark() {
    const mark = h('span', {}, '\u200b');
    this.#paper.replaceChildren(this.text.slice(0, this.#expected.from), mark,
      this.text.slice(this.#expected.from));
    const { offsetLeft, offsetTop, offsetHeight } = mark;
    this.#paint();
    return { offsetLeft, offsetTop, offsetHeight };
  }

  #choose(index) {
    const options = this.#list.children;
    options[this.#chosen]?.setAttribute('aria-selected', 'false');
    this.#chosen = (index + options.length) % options.length;
    options[this.#chosen].setAttribute('aria-selected', 'true');
    options[this.#chosen].scrollIntoView({ block: 'nearest' });
    this.#area.setAttribute('aria-activedescendant', `completion-${this.#chosen}`);
  }

  #close() {
    this.#turn++;
    this.#list.hidden = true;
    this.#chosen = -1;
    this.#area.removeAttribute('aria-activedescendant');
  }

  #insert(index) {
    const { insert } = this.#items[index];
    const { from, kind } = this.#expected;
    const caret = this.#area.selectionStart;
    const isQuoted = kind === 'value';
    const next = this.text[caret];
    const text = isQuoted && next === '"' ? insert.slice(0, -1) : insert;
    this.#area.setRangeText(text, from, caret, 'end');
    if (isQuoted && next === '"') {
      this.#area.selectionStart++;
    }
    this.#close();
    this.#paint();
    this.#area.focus();
  }

  #key(event, run) {
    const isOpen = !this.#list.hidden;
    const { key, shiftKey, ctrlKey } = event;
    if (key === ' ' && ctrlKey) {
      this.#complete(true);
    } else if (key === 'Enter' && !shiftKey && !(isOpen && this.#chosen >= 0 && !ctrlKey)) {
      this.#close();
      run(this.text);
    } else if (isOpen && ['Enter', 'Tab'].includes(key) && !shiftKey) {
      this.#insert(Math.max(0, this.#chosen));
    } else if (isOpen && key === 'ArrowDown') {
      this.#choose(this.#chosen + 1);
    } else if (isOpen && key === 'ArrowUp') {
      this.#choose(Math.max(0, this.#chosen) - 1);
    } else if (isOpen && key === 'Escape') {
      event.stopPropagation();
      this.#close();
    } else {
      return;
    }
    event.preventDefault();
  }

  #paint() {
    const all = tokens(this.text);
    const visible = all.filter(({ kind }) => kind !== 'space');
    const parts = all.map((token) => {
      const next = visible[visible.indexOf(token) + 1];
      const isWrong = this.#wrong >= token.from && this.#wrong < token.from + token.text.length;
      const shadeClass = shade(token, next);
      return isWrong || shadeClass
        ? h('span', { class: [shadeClass, isWrong && 'wrong'].filter(Boolean).join(' ') },
          token.text)
        : token.text;
    });
    if (this.#wrong >= this.text.length && this.#wrong >= 0) {
      parts.push(h('span', { class: 'wrong' }, '\u00a0'));
    }
    this.#paper.replaceChildren(...parts, '\u200b\n');
  }
}
