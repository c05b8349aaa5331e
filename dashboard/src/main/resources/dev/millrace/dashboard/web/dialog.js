// Dialogs that ask, and short messages that pass.

import { h } from './dom.js';

/**
 * Shows a modal dialog.
 *
 * @param parts elements of its body
 * @param action the word on the button that goes on
 * @returns a promise of whether that button was pressed
 */
export function dialog(title, parts, action, { cancel = true, danger = false } = {}) {
  return new Promise((resolve) => {
    const form = h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'dialog-title' }, title),
      ...parts,
      h(
        'div',
        { class: 'dialog-buttons' },
        cancel ? h('button', { type: 'button', onclick: () => box.close('no') }, 'Cancel') : null,
        h('button', { value: 'yes', class: danger ? 'primary danger' : 'primary' }, action),
      ),
    );
    const box = h('dialog', { 'aria-labelledby': 'dialog-title' }, form);
    box.addEventListener('close', () => {
      box.remove();
      resolve(box.returnValue === 'yes');
    });
    document.body.append(box);
    box.showModal();
  });
}

/** Asks before something is done. */
export function confirmDialog(title, words, action, options = {}) {
  return dialog(title, [h('p', {}, words)], action, options);
}

/** Says something for a few seconds; errors stay until they are dismissed. */
export function toast(words, kind = 'info') {
  const close = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Dismiss' }, '✕');
  const item = h('div', { class: `toast ${kind}` }, h('span', {}, words), close);
  close.addEventListener('click', () => item.remove());
  document.getElementById('toasts').append(item);
  if (kind !== 'error') setTimeout(() => item.remove(), 6000);
}
