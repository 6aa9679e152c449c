import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fateOf } from './broken-target.ts';
import { campaign } from './campaign.ts';
import { fuzz } from './fuzz.ts';
import { targetList } from './target-list.ts';

test('300 mutants of all that is read are used, or refused in words', async () => {
  using folder = temporaryFolder();
  const numbers = Array.from({ length: 300 }, (_, i) => i);
  const results = await fuzz({ seed: 1, numbers, keep: folder.path, jobs: 2 });
  expect(results.flatMap(({ failures }) => failures.map(({ text }) => text))).toEqual([]);
  expect(results.map(({ target }) => target).sort()).toEqual(targetList.map(({ name }) => name).sort());
  // A target whose mutants are all refused tests its first check only.
  for (const { target, accepted } of results) expect(accepted, target).toBeGreaterThan(0);
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  const refused = sum(results.map((result) => result.refused));
  expect(sum(results.map((result) => result.accepted)) + refused).toBe(300);
  expect(refused).toBeGreaterThan(100);
}, 300_000);

test('crashes, hangs and too much memory are found, and what follows is examined', async () => {
  using folder = temporaryFolder();
  const numberOf = (fate: string): number => {
    let number = 0;
    while (fateOf(createRng(1).at('mutant', number).draws()) !== fate) number++;
    return number;
  };
  const fates = ['use', 'throw', 'refuse', 'die', 'use', 'compute', 'refuse', 'wait', 'grow'];
  const { accepted, refused, failures } = await campaign({
    target: { name: 'broken', weight: 1, maxBytes: 400 * 2 ** 20 },
    module: new URL('broken-target.ts', import.meta.url).href,
    seed: 1,
    numbers: fates.map(numberOf),
    keep: folder.path,
    deadline: { cpuSeconds: 2, seconds: 4 },
  });
  expect({ accepted, refused }).toEqual({ accepted: 3, refused: 2 });
  expect(failures.map(({ kind, number }) => [kind, number])).toEqual([
    ['crash', numberOf('throw')],
    ['crash', numberOf('die')],
    ['hang', numberOf('compute')],
    ['hang', numberOf('wait')],
    ['memory', numberOf('grow')],
  ]);
  expect(failures[0]?.text).toContain('TypeError: x is undefined');
  expect(readFileSync(`${folder.path}/broken-seed1-${numberOf('throw')}`)).toEqual(Buffer.of(7));
}, 120_000);
