// Whether the server answers. While it does not, or its views are still starting, the page says so
// and nobody asks in vain.

import { poll, serverAnswers } from './api.js';
import { setText } from './dom.js';
import { clock } from './format.js';

const STATUS_EVERY = 2000;

/**
 * Asks for the status again and again.
 *
 * @param banner is shown while what the page shows is old
 * @param take gets each status
 * @returns as `poll` does
 */
export function watchServer(banner, take) {
  let silentSince = null;
  let ran = false;

  function say(words) {
    banner.hidden = words === '';
    setText(banner, words);
  }

  function heard(status) {
    const runs = status.views === 'RUNNING';
    silentSince = null;
    say(ran && !runs ? 'The server has started again; its views are catching up.' : '');
    ran ||= runs;
    serverAnswers(runs);
    take(status);
  }

  function silent() {
    serverAnswers(false);
    silentSince ??= clock(new Date());
    say(
      `No connection to the server since ${silentSince}. What you see is from then; the page goes on by itself.`,
    );
  }
  return poll('/api/status', STATUS_EVERY, heard, silent, { always: true });
}
