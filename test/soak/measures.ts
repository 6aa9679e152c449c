import { at } from '../../src/core/index.ts';
import type { Sample } from './soak-run.ts';
import { isFlat, trendOf, type Limit, type Trend } from './trend.ts';

/** A quantity that is sampled, and how far it may grow. */
interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly of: (sample: Sample) => number;
  /** Null if it must not change at all. */
  readonly limit: Limit | null;
}

/** A measure with its trend and its verdict. */
export interface Finding {
  readonly title: string;
  readonly unit: string;
  readonly trend: Trend;
  readonly isFlat: boolean;
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
      // The reads of the next batch hold up to four.
      limit: { amount: 5 },
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

/** Judges the samples of a run. What this system does not tell is left out. */
export const findings = (samples: readonly Sample[], limits: Limits): readonly Finding[] =>
  measures(limits)
    .filter(({ of }) => !samples.some((sample) => Number.isNaN(of(sample))))
    .map(({ title, unit, of, limit }) => {
      const trend = trendOf(samples.map((sample) => [sample.seconds / 3600, of(sample)]));
      return { title, unit, trend, isFlat: isFlat(trend, limit) };
    });

/** What a run reports that is not judged. */
export interface Remarks {
  /** Steps per second in the middle third and in the last; other processes change them. */
  readonly speeds: readonly [middle: number, last: number];
  /** The bytes that metrics.jsonl and history.csv grow by, by nature. */
  readonly recordedPer1000Steps: number;
}

/** Returns the speed, and the growth of what is recorded. */
export function remarksOn(samples: readonly Sample[]): Remarks {
  const part = (thirds: number): Sample => at(samples, Math.floor((thirds * (samples.length - 1)) / 3));
  const speed = (a: Sample, b: Sample): number => (b.steps - a.steps) / (b.seconds - a.seconds);
  const [first, last] = [part(0), part(3)];
  return {
    speeds: [speed(part(1), part(2)), speed(part(2), last)],
    recordedPer1000Steps: (1000 * (last.recordedBytes - first.recordedBytes)) / (last.steps - first.steps),
  };
}
