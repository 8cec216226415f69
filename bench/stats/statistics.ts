/** What repeated measurements of one thing come to. */
export interface Summary {
  readonly median: number;
  /** Half of the range that the middle half of the values lies in, as a share of the median. */
  readonly spread: number;
}

/** The value below which a share of the values lies, between two of them where it has to be. NaN for none. */
export function quantile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The middle value: one bad round moves it little. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** The median and how far the values lie around it. */
export function summarize(values: readonly number[]): Summary {
  const middle = median(values);
  const range = quantile(values, 0.75) - quantile(values, 0.25);
  return { median: middle, spread: middle === 0 ? 0 : range / 2 / middle };
}

/** Values divided round by round: what slows down a whole round falls out. Rounds that are not in both are left out. */
export function ratios(values: readonly number[], by: readonly number[]): readonly number[] {
  return values.slice(0, by.length).map((value, i) => value / (by[i] ?? Number.NaN));
}

/** A point of a line to be fitted. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The slope of the line that fits points best, by least squares. 0 for fewer than two different places. */
export function slope(points: readonly Point[]): number {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of points) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
