// What was refused, grouped by why; one letter opened, and sent again.

import { act } from '../actions.js';
import { get, poll } from '../api.js';
import { h, Keyed, setText } from '../dom.js';
import { bytes, count, time } from '../format.js';

/** As in style.css. */
const NARROW = matchMedia('(width < 1000px)');

function letterPanel(letter, shared) {
  const facts = [
    ['stage', letter.stage],
    ['error', letter.error],
    ['feed', letter.feed],
    ['task', letter.task],
    ['event', letter.eventId],
    ['from', `${letter.topic}-${letter.partition} at offset ${letter.offset}`],
    ['refused', time(letter.at)],
    ['size', bytes(letter.bytes)],
    ...Object.entries(letter.headers ?? {}),
  ];
  const content = letter.text ?? (letter.base64 ? `base64: ${letter.base64}` : null);
  return h(
    'div',
    {},
    h('p', { class: 'letter-reason' }, letter.reason),
    h(
      'dl',
      { class: 'facts' },
      ...facts
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
    content === null
      ? h(
          'p',
          { class: 'empty' },
          'The record was too large for the letter; only its digest is kept.',
        )
      : h(
          'pre',
          { tabindex: '0', 'aria-label': 'The record as it came' },
          content,
          letter.text === null && letter.truncated ? '\n… (the rest is not shown)' : '',
        ),
    letter.replayable
      ? shared.canControl()
        ? h(
            'button',
            {
              type: 'button',
              class: 'primary',
              onclick: () =>
                act('replay', { partition: letter.letterPartition, offset: letter.letterOffset }),
            },
            'Send again',
          )
        : h('p', { class: 'note' }, 'To send it again, turn control on (top right).')
      : h('p', { class: 'note' }, `It can't be sent again: ${letter.why}`),
  );
}

function group(id, first, shared, chosen) {
  const total = h('span', { class: 'big' });
  const reason = h('p', { class: 'letter-reason' });
  const where = h('p', { class: 'note' });
  const list = h('ol', { class: 'letters' });
  const all = h(
    'button',
    { type: 'button', onclick: () => act('replay', { group: id }) },
    'Send all again',
  );
  const letters = new Keyed(list, (_, item) => {
    const button = h('button', {
      type: 'button',
      class: 'letter',
      onclick: () => chosen(item, button),
    });
    return {
      element: h('li', {}, button),
      update: (l) =>
        setText(
          button,
          `${time(l.at)} · ${l.source ?? `${l.partition}-${l.offset}`} · ${l.reason}`,
        ),
    };
  });
  const element = h(
    'article',
    { class: 'card letter-group' },
    h('header', {}, total, h('div', {}, reason, where)),
    h('details', {}, h('summary', {}, 'Newest letters'), list),
    h('footer', {}, all),
  );
  return {
    element,
    update: (now) => {
      setText(total, count(now.count));
      setText(reason, now.reason);
      setText(
        where,
        `stage ${now.stage} · ${now.error} · ${[...now.feeds, ...now.tasks].join(', ') || 'no feed'} · last ${time(now.lastAt)}`,
      );
      letters.show(now.newest.map((l) => [`${l.partition}-${l.offset}`, l]));
      all.hidden = !shared.canControl() || !now.stage.startsWith('ingest');
    },
  };
}

/** Opens the view. */
export function open(shared) {
  shared.live.open();
  const empty = h('p', { class: 'empty' }, 'Reading the dead letters…');
  const groups = h('div', { class: 'letter-groups' });
  const opened = h(
    'section',
    {
      class: 'panel letter-open',
      'aria-label': 'One letter',
      'aria-live': 'polite',
      tabindex: '-1',
    },
    h('p', { class: 'empty' }, 'Open a letter to see the record as it came.'),
  );
  let newest = 0;
  let home = null;
  /** Beside the groups, or where the window is too narrow for two columns, in the letter's group. */
  const settle = () => (NARROW.matches && home ? home : body).append(opened);
  async function choose(item, button) {
    groups.querySelectorAll('[aria-current]').forEach((b) => b.removeAttribute('aria-current'));
    button.setAttribute('aria-current', 'true');
    const turn = ++newest;
    try {
      const letter = await get(`/api/dead-letters/${item.partition}/${item.offset}`);
      if (turn !== newest) return;
      opened.replaceChildren(
        h('h2', {}, 'Letter'),
        letterPanel(
          { ...letter, letterPartition: item.partition, letterOffset: item.offset },
          shared,
        ),
      );
      home = button.closest('details');
      settle();
      if (NARROW.matches) opened.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      if (turn === newest)
        opened.replaceChildren(
          h('p', { class: 'empty' }, `The letter can't be read: ${error.message}`),
        );
    }
  }
  const keyed = new Keyed(groups, (id, item) => group(id, item, shared, choose));
  const body = h('div', { class: 'letters-grid', hidden: true }, groups, opened);
  NARROW.addEventListener('change', settle);
  const element = h('div', { class: 'letters-view' }, empty, body);
  let shownGroups = [];
  const end = poll(
    '/api/dead-letters',
    2000,
    (now) => {
      shownGroups = now;
      empty.hidden = now.length > 0;
      body.hidden = now.length === 0;
      setText(empty, 'No dead letters: nothing was refused.');
      draw();
    },
    (error) => {
      empty.hidden = false;
      setText(empty, `The dead letters can't be read now: ${error.message}`);
    },
  );
  function draw() {
    keyed.show([...shownGroups].sort((a, b) => b.count - a.count).map((g) => [g.id, g]));
  }
  const endTasks = shared.watch(draw);
  return {
    element,
    close: () => {
      end();
      endTasks();
      NARROW.removeEventListener('change', settle);
    },
  };
}
