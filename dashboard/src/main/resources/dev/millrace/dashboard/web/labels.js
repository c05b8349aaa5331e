// Where the labels of boxes go, so that they hide little of each other and of what else was found.

/** Hidden parts that are smaller do not matter, so that a label does not leap from frame to frame. */
const HIDDEN_LITTLE = 0.1;
const COVERED_LITTLE = 0.05;
/** A label that would lie on others by more than this is left out. */
const COVERED_MUCH = 0.5;

function overlap(a, b) {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  return width > 0 && height > 0 ? width * height : 0;
}

function area({ x1, y1, x2, y2 }) {
  return Math.max(1, x2 - x1) * Math.max(1, y2 - y1);
}

/** Places of a label at its box, the usual first. */
function places({ x1, y1, x2, y2 }, width, height) {
  return [
    [x1, y1 - height],
    [x2 - width, y1 - height],
    [x1, y2],
    [x2 - width, y2],
    [x2, y1],
    [x1 - width, y1],
    [x1, y1],
  ].map(([x, y]) => ({ x1: x, y1: y, x2: x + width, y2: y + height }));
}

function within(place, { width, height }) {
  const x1 = Math.max(0, Math.min(place.x1, width - (place.x2 - place.x1)));
  const y1 = Math.max(0, Math.min(place.y1, height - (place.y2 - place.y1)));
  return { x1, y1, x2: x1 + place.x2 - place.x1, y2: y1 + place.y2 - place.y1 };
}

/**
 * Places each label at its box: above, or where it hides less.
 *
 * @param {Array<{box: {x1: number, y1: number, x2: number, y2: number}, width: number,
 *   height: number}>} wanted the most important first: it is never left out
 * @param size width and height of the picture, in the same pixels
 * @returns {Array<{x1: number, y1: number, x2: number, y2: number} | null>} one for each, null where
 *   it would lie on others
 */
export function placeLabels(wanted, size) {
  const placed = [];
  const covered = (place) =>
    placed.reduce((sum, other) => sum + overlap(place, other), 0) / area(place);
  const hidden = (place) =>
    wanted
      .map(({ box }) => overlap(place, box) / area(box))
      .filter((part) => part > HIDDEN_LITTLE)
      .reduce((sum, part) => sum + part, 0);
  return wanted.map(({ box, width, height }) => {
    let best = null;
    for (const candidate of places(box, width, height)) {
      const place = within(candidate, size);
      const on = covered(place);
      const cost = (on > COVERED_LITTLE ? 2 * on : 0) + hidden(place);
      if (best === null || cost < best.cost) best = { place, on, cost };
      if (best.cost === 0) break;
    }
    if (best.on > COVERED_MUCH) return null;
    placed.push(best.place);
    return best.place;
  });
}
