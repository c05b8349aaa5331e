// Versions of a task over time.

import { svg } from './dom.js';
import { time } from './format.js';

/** Versions by time of making, and over them which one answered when. */
export function timeline(data) {
  const { versions, aliases } = data;
  const width = 1000;
  const height = 92;
  const times = [...versions.map((v) => v.createdAt), ...aliases.map((a) => a.at)];
  const low = Math.min(...times);
  const high = Math.max(...times, low + 1);
  const x = (t) => 12 + ((t - low) / (high - low)) * (width - 24);
  const numbers = versions.map((v) => v.version);
  const top = Math.max(...numbers, 1);
  const y = (version) => height - 12 - (version / top) * (height - 28);
  let path = '';
  let served = 0;
  path = `M${x(low)},${y(0)}`;
  for (const alias of aliases) {
    path += `L${x(alias.at).toFixed(1)},${y(served).toFixed(1)}L${x(alias.at).toFixed(1)},${y(alias.champion).toFixed(1)}`;
    served = alias.champion;
  }
  path += `L${x(high)},${y(served).toFixed(1)}`;
  return svg(
    'svg',
    {
      class: 'timeline',
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${versions.length} versions from ${time(low)} to ${time(high)}; version ${served} answers now`,
    },
    svg('path', { class: 'timeline-served', d: path }),
    ...versions.map((v) =>
      svg('path', {
        class: v.version === data.champion ? 'dot champion' : 'dot',
        d: `M${x(v.createdAt).toFixed(1)},${y(v.version).toFixed(1)}h0`,
      }),
    ),
    ...aliases
      .filter((a) => a.pinned)
      .map((a) =>
        svg('path', {
          class: 'dot pinned',
          d: `M${x(a.at).toFixed(1)},${y(a.champion).toFixed(1)}h0`,
        }),
      ),
  );
}
