// In which part of Live an event is shown.

/** @returns `pictures`, `traces` or `texts` */
export function partOf({ output, input }) {
  if (output.type === 'detections' || input?.type === 'image') return 'pictures';
  return output.type === 'values' || output.type === 'anomaly' ? 'traces' : 'texts';
}
