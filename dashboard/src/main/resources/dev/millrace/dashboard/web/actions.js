// Control actions: asked for with a reason, confirmed, and their outcome told.

import { control } from './api.js';
import { dialog, toast } from './dialog.js';
import { h } from './dom.js';

const WORDS = {
  promote: (body) => [
    'Serve version ' + body.version + ' of ' + body.task + '?',
    'It answers from the next batch on, and stays pinned: the gate moves it no more until you unpin it.',
    'Promote',
  ],
  rollback: (body) => [
    'Roll ' + body.task + ' back?',
    'The version that answered before answers again and stays pinned until you unpin it.',
    'Roll back',
  ],
  unpin: (body) => [
    'Unpin ' + body.task + '?',
    'The gate decides again which version answers.',
    'Unpin',
  ],
  pause: (body) => [
    'Pause the training of ' + body.task + '?',
    'Examples are kept, in order, and learned when you resume. Serving goes on.',
    'Pause',
  ],
  resume: (body) => [
    'Resume the training of ' + body.task + '?',
    'The examples that waited are learned in their order.',
    'Resume',
  ],
  replay: () => [
    'Send again?',
    'The record goes to the stage that refused it, past de-duplication.',
    'Send again',
  ],
};

/**
 * Asks, acts and tells.
 *
 * @param done called when the server has done it
 */
export async function act(action, body, done = () => {}) {
  const [title, words, button] = WORDS[action](body);
  const reason = h('input', {
    id: 'reason',
    autocomplete: 'off',
    maxlength: 200,
    placeholder: 'by hand',
  });
  const parts = [h('p', {}, words)];
  if (action !== 'replay')
    parts.push(h('label', { for: 'reason' }, 'Reason, for the record'), reason);
  if (!(await dialog(title, parts, button, { danger: action === 'rollback' }))) return;
  try {
    const request =
      action === 'replay' ? body : { ...body, reason: reason.value.trim() || 'by hand' };
    const result = await control(action, request);
    toast(result?.detail ?? `${button}: done.`, 'good');
    done();
  } catch (error) {
    toast(`${button} failed: ${error.message}`, 'error');
  }
}
