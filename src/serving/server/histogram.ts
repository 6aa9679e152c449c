/** Counts values by size, as Prometheus does. */
export interface Histogram {
  readonly add: (value: number) => void;
  /** Returns its lines in Prometheus' text format. */
  readonly lines: (name: string) => readonly string[];
}

/**
 * Returns a histogram.
 *
 * @param bounds the upper bounds of its buckets, ascending; a last bucket has no bound
 */
export function createHistogram(bounds: readonly number[]): Histogram {
  const counts = [...bounds, Infinity].map((bound) => ({ bound, count: 0 }));
  let sum = 0;
  return {
    add: (value) => {
      sum += value;
      for (const bucket of counts) if (value <= bucket.bound) bucket.count += 1;
    },
    lines: (name) => [
      ...counts.map(
        ({ bound, count }) => `${name}_bucket{le="${bound === Infinity ? '+Inf' : String(bound)}"} ${count}`,
      ),
      `${name}_sum ${sum}`,
      `${name}_count ${counts.at(-1)?.count ?? 0}`,
    ],
  };
}
