import { expect, test } from 'vitest';
import { findingsTable } from './findings-table.ts';
import { findings, remarksOn } from './measures.ts';
import type { Sample } from './soak-run.ts';

const MiB = 2 ** 20;
const limits = { memory: { amount: 32, fraction: 0.03 } };

/** One sample per minute of an hour, of a run that leaks nothing. */
const samples = (change: (minute: number) => Partial<Sample> = () => ({})): readonly Sample[] =>
  Array.from({ length: 60 }, (_, minute) => ({
    seconds: 60 * minute,
    steps: 3000 * minute,
    engine: { resident: 500 * MiB, descriptors: minute % 7 === 0 ? 33 : 31, threads: 33 },
    terminal: { resident: 120 * MiB, descriptors: 28, threads: 12 },
    tensors: 104,
    files: minute % 5 === 0 ? 10 : 9,
    recordedBytes: 1000 * 3000 * minute,
    savedBytes: 400_000,
    ...change(minute),
  }));

const notFlat = (run: readonly Sample[]): readonly string[] =>
  findings(run, limits)
    .filter(({ isFlat }) => !isFlat)
    .map(({ title }) => title);

test('a run that leaks nothing is flat', () => {
  expect(notFlat(samples())).toEqual([]);
  expect(findings(samples(), limits)).toHaveLength(9);
});

const engine = { resident: 500 * MiB, descriptors: 31, threads: 33 };
const terminal = { resident: 120 * MiB, descriptors: 28, threads: 12 };

test.each<[expected: string, change: (minute: number) => Partial<Sample>]>([
  ['engine: memory', (minute) => ({ engine: { ...engine, resident: (500 + 2 * minute) * MiB } })],
  ['engine: file descriptors', (minute) => ({ engine: { ...engine, descriptors: 31 + minute } })],
  ['engine: threads', (minute) => ({ engine: { ...engine, threads: 33 + minute } })],
  ['terminal: memory', (minute) => ({ terminal: { ...terminal, resident: (120 + 2 * minute) * MiB } })],
  ['terminal: file descriptors', (minute) => ({ terminal: { ...terminal, descriptors: 28 + minute } })],
  ['terminal: threads', (minute) => ({ terminal: { ...terminal, threads: 12 + minute } })],
  ['tensors', (minute) => ({ tensors: 104 + minute })],
  ['files in the run folder', (minute) => ({ files: 9 + minute })],
  ['models and checkpoints', (minute) => ({ savedBytes: 400_000 * (1 + minute) })],
])('a run whose %s grows is not', (expected, change) => {
  expect(notFlat(samples(change))).toEqual([expected]);
});

test('what the system does not tell is not judged', () => {
  const unknown = { resident: 500 * MiB, descriptors: NaN, threads: NaN };
  const run = samples(() => ({ engine: unknown, terminal: unknown }));
  expect(findings(run, limits).map(({ title }) => title)).toEqual([
    'engine: memory',
    'terminal: memory',
    'tensors',
    'files in the run folder',
    'models and checkpoints',
  ]);
});

test('the speed, and the growth of what is recorded', () => {
  // Two thirds through, it becomes half as fast.
  const slowed = samples((minute) => ({
    steps: 3000 * Math.min(minute, 39) + 1500 * Math.max(0, minute - 39),
  }));
  expect(remarksOn(slowed).speeds).toEqual([50, 25]);
  expect(remarksOn(samples()).recordedPer1000Steps).toBe(1_000_000);
});

test('the table is aligned, and names what is not flat', () => {
  const [head = '', memory = '', , , , , , tensors = ''] = findingsTable(
    findings(
      samples((minute) => ({ tensors: 104 + minute })),
      limits,
    ),
  ).split('\n');
  expect(memory).toMatch(/^engine: memory +500 MiB +500 MiB +0 MiB +flat$/);
  expect(tensors).toMatch(/^tensors +125 +155 +\+60\.0 +NOT FLAT$/);
  expect(tensors.indexOf('+60')).toBe(head.indexOf('per hour'));
});
