// Calls to the server. The token stays in this tab: it comes by the address's fragment, which
// browsers never send, and is taken out of the address at once.

const KEY = 'millrace-token';

function takeToken() {
  const match = /[#&]token=([^&]+)/.exec(location.hash);
  if (match) {
    sessionStorage.setItem(KEY, decodeURIComponent(match[1]));
    history.replaceState(null, '', `${location.pathname}#/overview`);
  }
}
takeToken();

/** Whether this tab has a token for control actions. */
export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Keeps a token for this tab; an empty one forgets it. */
export function setToken(token) {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
}

/** A refusal by the server, in its own words. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (!response.ok) {
    throw new ApiError(response.status, body?.error ?? `the server answered ${response.status}`);
  }
  return body;
}

/** Reads JSON. */
export async function get(path, signal) {
  return answer(await fetch(path, { signal, headers: { Accept: 'application/json' } }));
}

/** Asks for a control action. */
export async function control(action, body) {
  const headers = { 'Content-Type': 'application/json' };
  if (hasToken()) headers.Authorization = `Bearer ${sessionStorage.getItem(KEY)}`;
  return answer(
    await fetch(`/api/control/${action}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    }),
  );
}

/** The path of something that belongs to a task. */
export function ofTask(task, rest) {
  return `/api/tasks/${encodeURIComponent(task)}/${rest}`;
}

let answering = false;
const turns = new Set();

/** Lets polls ask, or wait until the server answers again; they then ask at once. */
export function serverAnswers(yes) {
  const again = yes && !answering;
  answering = yes;
  if (again) for (const turn of [...turns]) turn();
}

/**
 * Asks again and again while the page is seen and the server answers, never twice at a time.
 *
 * @param options `always` asks a server too that does not answer
 * @returns a function that ends it; `now` on it asks at once
 */
export function poll(path, every, take, fail = () => {}, { always = false } = {}) {
  const abort = new AbortController();
  let timer = null;
  let busy = false;
  async function turn() {
    if (busy || abort.signal.aborted) return;
    clearTimeout(timer);
    busy = true;
    try {
      if (!document.hidden && (always || answering))
        take(await get(typeof path === 'function' ? path() : path, abort.signal));
    } catch (error) {
      if (!abort.signal.aborted) fail(error);
    } finally {
      busy = false;
      if (!abort.signal.aborted) timer = setTimeout(turn, every);
    }
  }
  function end() {
    abort.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', turn);
    turns.delete(turn);
  }
  turns.add(turn);
  document.addEventListener('visibilitychange', turn);
  end.now = turn;
  turn();
  return end;
}
