/** Points of a curve that a plot draws. */
export const mostPoints = 2_000;

/**
 * Places of the values to draw, in order: all where there are few. Of many, the smallest and the largest of each of equal
 * spans, so that no spike is lost, the first and the last, and where a gap begins.
 *
 * @param values NaN is a gap
 * @param most at least 8; the maximum number of points
 */
export function thinned(values: Float64Array, most = mostPoints): Uint32Array {
  const { length } = values;
  if (length <= most) return Uint32Array.from(values.keys());
  // Of each span the smallest, the largest and a gap; and both ends.
  const spans = Math.floor((most - 2) / 3);
  const places = new Uint32Array(most);
  let count = 0;
  const take = (place: number): void => {
    if (count === 0 || (places[count - 1] ?? 0) < place) places[count++] = place;
  };
  take(0);
  for (let span = 0; span < spans; span += 1) {
    const from = Math.floor((span * length) / spans);
    const to = Math.floor(((span + 1) * length) / spans);
    let [low, high, gap] = [-1, -1, -1];
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let place = from; place < to; place += 1) {
      const value = values[place] ?? Number.NaN;
      if (value < lowest) {
        lowest = value;
        low = place;
      }
      if (value > highest) {
        highest = value;
        high = place;
      }
      if (gap < 0 && Number.isNaN(value)) gap = place;
    }
    for (const place of [low, high, gap].sort((a, b) => a - b)) if (place >= 0) take(place);
  }
  take(length - 1);
  return places.slice(0, count);
}
