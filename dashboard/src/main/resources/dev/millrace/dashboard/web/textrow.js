// One text with its class in a list that flows.

import { h, setText } from './dom.js';
import { count, duration, percent, time } from './format.js';

/* Cut here: what the page itself cuts off costs each row areas of its own to paint. */
const MOST_LABEL = 18;
const MOST_TEXT = 140;

/** Pixels of a whole bar. */
const BAR = 72;

/** Sets a text of at most so many characters; the whole is its title. */
function setCut(element, text, most) {
  const cut = text.length > most;
  setText(element, cut ? `${text.slice(0, most - 1).trimEnd()}…` : text);
  if (cut) element.title = text;
  else if (element.title) element.title = '';
}

/** Copied for each text, which is cheaper than to make its parts one by one. */
const ROW = h(
  'li',
  { class: 'text-row' },
  h('div', { class: 'text-class' }, h('span', { class: 'tag' }), h('span', { class: 'sure' })),
  h('div', {}, h('p', {}), h('span', { class: 'where' })),
  h('span', { class: 'verdict' }),
);

/** One text with its class; told right or wrong when the label has come. */
export function textRow() {
  const element = ROW.cloneNode(true);
  const [kind, middle, verdict] = element.children;
  const [label, sure] = kind.children;
  const [words, where] = middle.children;
  let shown = null;
  let told = null;
  return {
    element,
    update: (event) => {
      if (event !== shown) {
        shown = event;
        const { output } = event;
        const probability = output.probability ?? null;
        setCut(label, output.type === 'classification' ? output.label : output.type, MOST_LABEL);
        sure.style.backgroundSize = `${BAR * (probability ?? 0)}px 7px, ${BAR}px 7px`;
        setText(sure, probability === null ? '' : percent(probability, 0));
        setCut(
          words,
          event.input?.type === 'text' ? event.input.text : '(the text is no longer held)',
          MOST_TEXT,
        );
        setText(
          where,
          `${event.task} · version ${count(event.version)} · ${event.source} · ${time(event.at)} · ${duration(event.latencyMs)}`,
        );
      }
      // Of a text that is shown only this changes, when its label comes.
      const right = event.right ?? null;
      if (right === told) return;
      told = right;
      setText(verdict, right ? '✓ right' : `✗ was ${event.truth}`);
      verdict.className = `verdict ${right ? 'up' : 'down'}`;
    },
  };
}
