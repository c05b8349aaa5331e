// One text with its class in a list that flows.

import { h, setText } from './dom.js';
import { count, duration, percent, time } from './format.js';

/** One text with its class; told right or wrong when the label has come. */
export function textRow() {
  const label = h('span', { class: 'tag' });
  const part = h('i', {});
  const sure = h('span', { class: 'sure' });
  const words = h('p', {});
  const where = h('span', { class: 'where' });
  const verdict = h('span', { class: 'verdict' });
  const element = h(
    'li',
    { class: 'text-row' },
    h('div', { class: 'text-class' }, label, h('span', { class: 'bar' }, part), sure),
    h('div', {}, words, where),
    verdict,
  );
  let shown = null;
  let told = null;
  return {
    element,
    update: (event) => {
      if (event !== shown) {
        shown = event;
        const { output } = event;
        const probability = output.probability ?? null;
        setText(label, output.type === 'classification' ? output.label : output.type);
        part.style.width = `${100 * (probability ?? 0)}%`;
        setText(sure, probability === null ? '' : percent(probability, 0));
        setText(
          words,
          event.input?.type === 'text' ? event.input.text : '(the text is no longer held)',
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
