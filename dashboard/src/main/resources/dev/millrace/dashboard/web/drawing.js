// What was found in a picture, drawn over it.

import { percent } from './format.js';
import { placeLabels } from './labels.js';
import { isTracked } from './trails.js';

/** As in the dark theme: a picture is a ground of its own, whatever theme the page has. */
const COLOURS = [
  '#5ab4f0',
  '#f5a742',
  '#3fd0a4',
  '#e58fcb',
  '#e3d34f',
  '#9cc9ee',
  '#e0926b',
  '#a9adff',
];
const INK = '#0d141b';
/** Under each line, so that it is seen on what is as bright as itself. */
const EDGE = 'rgb(0 0 0 / 45%)';

const MOST_BOXES = 200;

/* Pixels of CSS. */
const LINE = 2;
const TEXT = 12;
const HEIGHT = 16;
const PADDING = 4;

/** Objects of one class are told apart by their track's colour; else a class has always the same. */
export function colourOf(found) {
  if (isTracked(found)) return COLOURS[found.trackId % COLOURS.length];
  let hash = 0;
  for (const char of found.label) hash = (hash * 31 + char.codePointAt(0)) >>> 0;
  return COLOURS[hash % COLOURS.length];
}

/** What a box's label says. */
export function wordsOf(found) {
  const name = found.text ?? `${found.label} ${percent(found.score, 0)}`;
  return isTracked(found) ? `#${found.trackId} ${name}` : name;
}

function outline(context, { polygon, x1, y1, x2, y2 }, scale) {
  context.beginPath();
  if (polygon?.length >= 6) {
    for (let i = 0; i + 1 < polygon.length; i += 2)
      context.lineTo(polygon[i] * scale, polygon[i + 1] * scale);
    context.closePath();
  } else context.rect(x1 * scale, y1 * scale, (x2 - x1) * scale, (y2 - y1) * scale);
}

function stroke(context, colour, ratio) {
  context.strokeStyle = EDGE;
  context.lineWidth = (LINE + 1.5) * ratio;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = LINE * ratio;
  context.stroke();
}

function drawBox(context, found, scale, ratio) {
  outline(context, found, scale);
  stroke(context, colourOf(found), ratio);
}

function drawTrail(context, { trackId, points, opacity }, scale, ratio) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x * scale, y * scale);
  context.globalAlpha = opacity;
  stroke(context, colourOf({ trackId }), ratio);
  context.globalAlpha = 1;
}

function drawLabels(context, boxes, scale, ratio) {
  context.font = `600 ${TEXT * ratio}px system-ui, "DejaVu Sans", sans-serif`;
  context.textBaseline = 'middle';
  const words = boxes.map(wordsOf);
  const wanted = boxes.map(({ x1, y1, x2, y2 }, i) => ({
    box: { x1: x1 * scale, y1: y1 * scale, x2: x2 * scale, y2: y2 * scale },
    width: context.measureText(words[i]).width + 2 * PADDING * ratio,
    height: HEIGHT * ratio,
  }));
  placeLabels(wanted, context.canvas).forEach((place, i) => {
    if (place === null) return;
    context.fillStyle = colourOf(boxes[i]);
    context.fillRect(place.x1, place.y1, place.x2 - place.x1, place.y2 - place.y1);
    context.fillStyle = INK;
    context.fillText(words[i], place.x1 + PADDING * ratio, (place.y1 + place.y2) / 2);
  });
}

/**
 * Draws boxes, trails and labels, the surest above the others and what is tracked above all.
 *
 * @param context of a canvas as large as the picture is shown
 * @param boxes what was found, the surest first
 * @param lines trails
 * @param scale pixels of the canvas for one of the picture
 * @param ratio pixels of the canvas for one of CSS
 */
export function drawFound(context, { boxes, lines }, scale, ratio) {
  const shown = boxes.slice(0, MOST_BOXES);
  const tracked = shown.filter(isTracked);
  const others = shown.filter((found) => !isTracked(found));
  context.lineJoin = 'round';
  others.toReversed().forEach((found) => drawBox(context, found, scale, ratio));
  lines.forEach((line) => drawTrail(context, line, scale, ratio));
  tracked.toReversed().forEach((found) => drawBox(context, found, scale, ratio));
  drawLabels(context, [...tracked, ...others], scale, ratio);
}
