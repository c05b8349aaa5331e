// Where the centres of tracks were in the last frames: lines that fade into the past.

const MOST_POINTS = 12;
const MOST_TRAILS = 40;

/** A trail is one line for each of these, oldest first: lines that fade along themselves cost more. */
const FADE = [0.25, 0.5, 0.9];

/** Whether a box is one of an object that is followed from frame to frame. */
export function isTracked(found) {
  return found.trackId !== null && found.trackId !== undefined;
}

/** The trails of one source. */
export class Trails {
  #tracks = new Map();
  #frame = 0;
  #time = -Infinity;

  /** Takes a frame, whether it will be drawn or not. */
  add(event) {
    const tracked = (event.output.boxes ?? []).filter(isTracked);
    if (tracked.length === 0 && this.#tracks.size === 0) return;
    // A new run of a recording: its numbers mean other objects.
    if (tracked.length > 0 && event.eventTime < this.#time) this.#tracks.clear();
    if (tracked.length > 0) this.#time = event.eventTime;
    this.#frame++;
    for (const { trackId, x1, y1, x2, y2 } of tracked) {
      const points = this.#tracks.get(trackId)?.points ?? [];
      points.push([(x1 + x2) / 2, (y1 + y2) / 2]);
      if (points.length > MOST_POINTS) points.shift();
      this.#tracks.set(trackId, { points, seen: this.#frame });
    }
    for (const [id, { seen }] of this.#tracks)
      if (this.#frame - seen >= MOST_POINTS) this.#tracks.delete(id);
  }

  /**
   * The lines of the objects in a frame, that must be the newest.
   *
   * @returns {Array<{trackId: number, points: Array<[number, number]>, opacity: number}>} in the
   *   picture's coordinates, of each track the oldest first
   */
  lines(event) {
    return (event.output.boxes ?? [])
      .filter(isTracked)
      .slice(0, MOST_TRAILS)
      .flatMap(({ trackId }) => parts(trackId, this.#tracks.get(trackId)?.points ?? []));
  }
}

/** Cuts a trail into lines of about the same number of steps; the newest is never left out. */
function parts(trackId, points) {
  const steps = Math.ceil((points.length - 1) / FADE.length);
  const lines = [];
  for (let end = points.length - 1, age = FADE.length - 1; end > 0; end -= steps, age--) {
    const part = points.slice(Math.max(0, end - steps), end + 1);
    lines.unshift({ trackId, points: part, opacity: FADE[age] });
  }
  return lines;
}
