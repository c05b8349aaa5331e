// Starts the page: chooses the view by the address, holds the one stream of events, and what every
// view shares.

import { hasToken, poll, setToken } from './api.js';
import { setChildren, h } from './dom.js';
import { confirmDialog, dialog, toast } from './dialog.js';
import { Live } from './live.js';
import { count, rate } from './format.js';
import { watchServer } from './reach.js';
import * as overview from './views/overview.js';
import * as live from './views/live.js';
import * as learning from './views/learning.js';
import * as versions from './views/versions.js';
import * as fleet from './views/fleet.js';
import * as letters from './views/letters.js';

const VIEWS = [
  ['overview', 'Overview', overview],
  ['live', 'Live', live],
  ['learning', 'Learning', learning],
  ['versions', 'Versions', versions],
  ['fleet', 'Fleet', fleet],
  ['dead-letters', 'Dead letters', letters],
];
const MOST_NEWS = 60;
/** Predictions come in transactions of about a second, so one second alone says 0 or twice as much. */
const RATES = 5;
const rates = [];

const main = document.querySelector('main');
const nav = document.querySelector('nav');
const connection = document.getElementById('connection');
const unlock = document.getElementById('unlock');
const themeButton = document.getElementById('theme');

/** What all views see. */
const shared = {
  tasks: null,
  tasksError: null,
  status: null,
  tick: null,
  news: [],
  live: new Live(connectionChanged),
  listeners: new Set(),
  /** Calls back at every change of tasks, status or news; returns a function that ends it. */
  watch(listener) {
    shared.listeners.add(listener);
    listener();
    return () => shared.listeners.delete(listener);
  },
  canControl: () => Boolean(shared.status?.control) && hasToken(),
  refresh: () => {},
  param: (name) => route().params.get(name),
  setParam,
};

function tell() {
  for (const listener of [...shared.listeners]) listener();
}

function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const found = VIEWS.find(([name]) => name === path) ?? VIEWS[0];
  return { name: found[0], title: found[1], view: found[2], params: new URLSearchParams(query) };
}

/** Changes one parameter of the address without a new view. */
function setParam(name, value) {
  const { name: view, params } = route();
  if (value) params.set(name, value);
  else params.delete(name);
  const query = params.toString();
  history.replaceState(null, '', `#/${view}${query ? `?${query}` : ''}`);
}

let shown = null;

function show() {
  const { name, title, view } = route();
  shown?.close();
  document.title = `${title} · Millrace`;
  for (const link of nav.querySelectorAll('a')) {
    if (link.dataset.view === name) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'center' });
    } else link.removeAttribute('aria-current');
  }
  shown = view.open(shared);
  setChildren(main, [h('h1', { class: 'visually-hidden' }, title), shown.element]);
  scrollTo(0, 0);
}

function connectionChanged(state) {
  connection.className = `connection ${state}`;
  describeConnection(state);
  if (state !== 'connecting') shared.refresh();
}

let connectionState = 'connecting';

function describeConnection(state = connectionState) {
  connectionState = state;
  const words = {
    connecting: 'connecting…',
    lost: 'no connection, trying again…',
    open: shared.tick ? rate(rates.reduce((sum, one) => sum + one, 0) / rates.length) : 'live',
  };
  if (connection.textContent !== words[state]) connection.textContent = words[state];
}

const NEWS = {
  alias: (e) =>
    `now serves version ${count(e.champion)}${e.pinned ? ', pinned' : ''}${e.reason ? `: ${e.reason}` : ''}`,
  gate: (e) => (e.promoted ? null : `version ${count(e.version)} was not promoted: ${e.reason}`),
  drift: (e) => `drift ${e.level} by ${e.detector}`,
  deadletter: (e) => `a record was refused: ${e.reason}`,
};

function takeEvents(events) {
  let changed = false;
  for (const event of events) {
    if (event.kind === 'tick') {
      shared.tick = event;
      rates.push(event.rate);
      if (rates.length > RATES) rates.shift();
      describeConnection();
      continue;
    }
    const words = NEWS[event.kind]?.(event);
    if (words) {
      shared.news.unshift({
        at: event.at ?? Date.now(),
        kind: event.kind,
        task: event.task ?? event.feed ?? null,
        words,
      });
      changed = true;
    }
  }
  if (changed) {
    shared.news.length = Math.min(shared.news.length, MOST_NEWS);
    tell();
  }
}

function describeUnlock() {
  const can = shared.canControl();
  unlock.hidden = shared.status !== null && !shared.status.control;
  unlock.textContent = can ? 'Control: on' : 'Control: off';
  unlock.title = can
    ? 'This tab may promote, roll back, pause and replay. Press to forget the token.'
    : 'Give the token that the server printed to promote, roll back, pause and replay.';
}

unlock.addEventListener('click', async () => {
  if (hasToken()) {
    const sure = await confirmDialog(
      'Forget the token?',
      'This tab can then only look.',
      'Forget',
    );
    if (sure) setToken(null);
  } else {
    const field = h('input', {
      type: 'password',
      autocomplete: 'off',
      id: 'token',
      required: true,
    });
    const given = await dialog(
      'Control this pipeline',
      [
        h('p', {}, 'The server printed a token when it started. It stays in this tab.'),
        h('label', { for: 'token' }, 'Token'),
        field,
      ],
      'Use token',
    );
    if (given) {
      setToken(field.value.trim());
      toast('Token kept for this tab.');
    }
  }
  tell();
});

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('millrace-theme', theme);
  themeButton.textContent = theme === 'dark' ? '☾' : '☀';
  themeButton.setAttribute(
    'aria-label',
    theme === 'dark' ? 'Dark theme, switch to light' : 'Light theme, switch to dark',
  );
  window.dispatchEvent(new Event('themechange'));
}

themeButton.addEventListener('click', () =>
  setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
);

const KEYS = [
  ['1 – 6', 'the six views'],
  ['Space or P', 'hold and go on (Live)'],
  ['/', 'to the filter'],
  ['T', 'dark or light'],
  ['?', 'this list'],
];

function help() {
  const rows = KEYS.map(([key, words]) =>
    h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, key)), h('td', {}, words)),
  );
  dialog('Keys', [h('table', { class: 'plain' }, h('tbody', {}, ...rows))], 'Close', {
    cancel: false,
  });
}
document.getElementById('help').addEventListener('click', help);

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, dialog, [role=listbox]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const digit = Number(event.key);
  if (digit >= 1 && digit <= VIEWS.length) location.hash = `#/${VIEWS[digit - 1][0]}`;
  else if (event.key === '?') help();
  else if (event.key === 't' || event.key === 'T') themeButton.click();
  else if (event.key === '/') {
    const filter = main.querySelector('[data-filter]');
    if (filter) {
      event.preventDefault();
      filter.focus();
    }
  } else shown?.key?.(event);
});

nav.append(
  h(
    'ul',
    {},
    ...VIEWS.map(([name, title]) =>
      h('li', {}, h('a', { href: `#/${name}`, 'data-view': name }, title)),
    ),
  ),
);
const prefersLight = matchMedia('(prefers-color-scheme: light)').matches;
setTheme(localStorage.getItem('millrace-theme') ?? (prefersLight ? 'light' : 'dark'));
shared.live.listen(takeEvents);
connectionChanged('connecting');
shared.watch(describeUnlock);

const tasksPoll = poll(
  '/api/tasks',
  2000,
  (tasks) => {
    shared.tasks = tasks;
    shared.tasksError = null;
    tell();
  },
  (error) => {
    shared.tasksError = error;
    tell();
  },
);
const statusPoll = watchServer(document.getElementById('offline'), (status) => {
  shared.status = status;
  tell();
});
shared.refresh = () => {
  statusPoll.now();
  tasksPoll.now();
};
addEventListener('hashchange', show);
show();
