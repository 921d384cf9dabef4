// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Builds elements, and brings the document up to date without replacing what did not change:
// focus, selection, scroll position and charts stay where they are.

const SVG = 'http://www.w3.org/2000/svg';
const HANDLERS = ['onclick', 'oninput', 'onchange', 'onkeydown', 'onsubmit'];

/**
 * Makes an element. Properties are attributes, except `on…` handlers and `key`, by which an update
 * recognizes an element. Children are nodes or text; text is never parsed.
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Makes an element of SVG. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === 'key') {
      element.key = value;
    } else if (HANDLERS.includes(name)) {
      element[name] = value;
    } else if (name === 'bar') {
      element.style.setProperty('--bar', value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined
    && child !== false));
  return element;
}

/** Makes the children of an element equal to those of another, which is used up. */
export function morph(from, to) {
  const known = new Map();
  for (const child of from.childNodes) {
    if (child.key !== undefined) {
      known.set(child.key, child);
    }
  }
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let match = wanted.key === undefined ? at : known.get(wanted.key);
    if (!match || !alike(match, wanted)) {
      from.insertBefore(wanted, at);
      continue;
    }
    if (match !== at) {
      from.insertBefore(match, at);
    }
    at = match.nextSibling;
    update(match, wanted);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.key === b.key;
}

function update(old, wanted) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) {
      old.data = wanted.data;
    }
    return;
  }
  // A slot belongs to a chart or an editor, which updates itself.
  if (old.hasAttribute('data-slot') && old.dataset.slot === wanted.dataset.slot) {
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && name !== 'style') {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of wanted.attributes) {
    if (name === 'style') {
      old.style.setProperty('--bar', wanted.style.getPropertyValue('--bar'));
    } else if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  for (const handler of HANDLERS) {
    old[handler] = wanted[handler];
  }
  morph(old, wanted);
  if ('value' in old && old.value !== wanted.value && document.activeElement !== old
      && old.nodeName !== 'LI' && old.nodeName !== 'BUTTON') {
    old.value = wanted.value;
  }
  if ('checked' in old) {
    old.checked = wanted.checked;
  }
}

/** Resolves a colour of the style sheet for a canvas. */
export function color(name) {
  const probe = h('span', { class: 'unseen' });
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
