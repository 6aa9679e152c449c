import { at } from '../../src/core/index.ts';
import type { Sample } from './soak-run.ts';
import { isFlat, trendOf, type Limit, type Trend } from './trend.ts';

/** A quantity that is sampled, and how far it may grow. */
interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly of: (sample: Sample) => number;
  /** Undefined if it is reported and not judged; null if it must not change at all. */
  readonly limit?: Limit | null;
}

/** A measure with its trend and its verdict. */
export interface Finding {
  readonly title: string;
  readonly unit: string;
  readonly trend: Trend;
  /** Null if it is not judged. */
  readonly isFlat: boolean | null;
}

const MiB = 2 ** 20;

/** Limits of the growth after the warm-up. */
export interface Limits {
  /** Of the resident memory of each process, in MiB and as a fraction. */
  readonly memory: Limit;
}

const measures = ({ memory }: Limits): readonly Measure[] => [
  ...(['engine', 'terminal'] as const).flatMap((name): readonly Measure[] => [
    { title: `${name}: memory`, unit: 'MiB', of: (sample) => sample[name].resident / MiB, limit: memory },
    {
      title: `${name}: file descriptors`,
      unit: '',
      of: (sample) => sample[name].descriptors,
      limit: { amount: 2 },
    },
    { title: `${name}: threads`, unit: '', of: (sample) => sample[name].threads, limit: { amount: 0 } },
  ]),
  { title: 'tensors', unit: '', of: ({ tensors }) => tensors, limit: null },
  { title: 'files in the run folder', unit: '', of: ({ files }) => files, limit: { amount: 0 } },
  {
    title: 'models and checkpoints',
    unit: 'MiB',
    of: ({ savedBytes }) => savedBytes / MiB,
    limit: { amount: 1 },
  },
];

/** Judges the samples of a run. The speed is not judged: other processes change it. */
export function findings(samples: readonly Sample[], limits: Limits): readonly Finding[] {
  const judged = measures(limits).map(({ title, unit, of, limit }): Finding => {
    const trend = trendOf(samples.map((sample) => [sample.seconds / 3600, of(sample)]));
    return { title, unit, trend, isFlat: limit === undefined ? null : isFlat(trend, limit) };
  });
  const speeds = samples
    .slice(1)
    .map((sample, i) => [sample.seconds / 3600, speedBetween(at(samples, i), sample)] as const);
  return [...judged, { title: 'speed', unit: 'steps/s', trend: trendOf(speeds), isFlat: null }];
}

const speedBetween = (a: Sample, b: Sample): number => (b.steps - a.steps) / (b.seconds - a.seconds);

/** Returns the bytes that the run recorded per 1000 steps, in metrics.jsonl and history.csv: they grow by nature. */
export const recordedPer1000Steps = (samples: readonly Sample[]): number => {
  const [first, last] = [at(samples, 0), at(samples, samples.length - 1)];
  return (1000 * (last.recordedBytes - first.recordedBytes)) / (last.steps - first.steps);
};
