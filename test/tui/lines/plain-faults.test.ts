import { from } from 'rxjs';
import { expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { plainLines } from '../../../tui/lines/plain.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';

const linesOf = (metrics: readonly Metric[]): Promise<readonly string[]> =>
  collect(from(metrics).pipe(plainLines({ now: () => 0 })));

test('names the first five skipped images, each once', async () => {
  const bad = Array.from({ length: 9 }, (_, i) => made.itemSkipped(`/${i}.jpg`, 'empty'));
  expect(await linesOf([...bad, ...bad])).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `skipped /${i}.jpg: empty`),
    'more images were skipped; metrics.jsonl lists them all',
  ]);
});

test('names the first five damaged images, each once, and counts them at the end', async () => {
  const torn = Array.from({ length: 7 }, (_, i) => made.itemDamaged(`/${i}.jpg`, 'half of it is grey'));
  const lines = await linesOf([...torn, ...torn, made.runEnded({ skipped: 1, damaged: 7 })]);
  expect(lines.slice(0, 6)).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `damaged /${i}.jpg: half of it is grey; used as decoded`),
    'more images were damaged; metrics.jsonl lists them all',
  ]);
  expect(lines.at(-1)).toBe('completed after 07:31, 1 image skipped, 7 images damaged');
});

test('a reason that fills a screen is cut', async () => {
  const [line] = await linesOf([made.itemSkipped('/a.jpg', 'x'.repeat(1e5))]);
  expect(line).toHaveLength(4001);
});
