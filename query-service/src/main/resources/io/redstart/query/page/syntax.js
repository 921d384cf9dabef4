// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Enough of PromQL's syntax to colour it, and to know what could be written at the caret.

const TOKENS = new RegExp([
  '(?<comment>#[^\\n]*)',
  '(?<string>"(?:\\\\.|[^"\\\\])*"?|\'(?:\\\\.|[^\'\\\\])*\'?|`[^`]*`?)',
  '(?<number>(?:\\d+(?:ms|[smhdwy]))+|0x[\\da-f]+|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)(?![\\w:])',
  '(?<name>[a-z_:][\\w:]*)',
  '(?<space>\\s+)',
  '(?<other>[=!]~|[=!<>]=|.)',
].join('|'), 'giy');

export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar',
  'topk', 'bottomk', 'quantile', 'count_values'];
const WORDS = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'offset', 'bool',
  'and', 'or', 'unless', 'anchored', 'smoothed', 'atan2'];
const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/** Splits a text into tokens `{kind, text, from}` that cover it without gaps. */
export function tokens(text) {
  TOKENS.lastIndex = 0;
  const found = [];
  for (let match = TOKENS.exec(text); match; match = TOKENS.exec(text)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    found.push({ kind, text: match[0], from: match.index });
  }
  return found;
}

/** Returns the class of a token's colour. */
export function shade(token, next) {
  if (token.kind === 'name') {
    const isWord = WORDS.includes(token.text) || AGGREGATIONS.includes(token.text)
      || next?.text === '(';
    return isWord ? 't-word' : 't-name';
  }
  return ['string', 'number', 'comment'].includes(token.kind) ? `t-${token.kind}` : null;
}

/**
 * Returns what could be written at a caret: `{kind, prefix, from, metric, label}`, where the kind
 * is `expression`, `label` or `value`; null inside numbers and comments.
 */
export function expected(text, caret) {
  const before = tokens(text.slice(0, caret));
  const last = before.at(-1);
  const isName = last?.kind === 'name';
  const isString = last?.kind === 'string' && !isClosed(last.text);
  if (last?.kind === 'comment' || last?.kind === 'number') {
    return null;
  }
  const from = isName ? last.from : isString ? last.from + 1 : caret;
  const prefix = text.slice(from, caret);
  const rest = (isName || isString ? before.slice(0, -1) : before)
    .filter(({ kind }) => kind !== 'space');
  const open = innermost(rest);
  if (isString) {
    const [label, operator] = rest.slice(-2);
    return open?.text === '{' && /^[=!][=~]?$/.test(operator?.text ?? '')
      ? { kind: 'value', prefix, from, label: label.text, metric: open.metric } : null;
  }
  if (open?.text === '{') {
    return ['{', ','].includes(rest.at(-1)?.text)
      ? { kind: 'label', prefix, from, metric: open.metric } : null;
  }
  if (open?.text === '(' && GROUPING.has(open.metric)) {
    return { kind: 'label', prefix, from, metric: metricIn(tokens(text)) };
  }
  return open?.text === '[' ? null : { kind: 'expression', prefix, from };
}

function isClosed(string) {
  return string.length > 1 && string.at(-1) === string[0] && !/[^\\](\\\\)*\\.$/.test(string);
}

/** Returns the innermost bracket that is still open, with the name before it. */
function innermost(found) {
  const open = [];
  found.forEach((token, i) => {
    if ('({['.includes(token.text)) {
      const name = found[i - 1];
      open.push({ text: token.text, metric: name?.kind === 'name' ? name.text : '' });
    } else if (')}]'.includes(token.text)) {
      open.pop();
    }
  });
  return open.at(-1);
}

/** Returns the first name in an expression that is neither a function nor a word. */
function metricIn(all) {
  const found = all.filter(({ kind }) => kind !== 'space');
  let isInGroup = false;
  for (const [i, token] of found.entries()) {
    if (GROUPING.has(token.text) && found[i + 1]?.text === '(') {
      isInGroup = true;
    } else if (token.text === ')') {
      isInGroup = false;
    } else if (token.kind === 'name' && !isInGroup && shade(token, found[i + 1]) === 't-name') {
      return token.text;
    }
  }
  return '';
}

/** Returns the offset of the position `line:column` in an error's text; -1 if it has none. */
export function errorOffset(text, message) {
  const position = message.match(/(?:^|\s)(\d+):(\d+): /);
  if (!position) {
    return -1;
  }
  const [line, column] = position.slice(1).map(Number);
  const lines = text.split('\n').slice(0, line - 1);
  return lines.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}
