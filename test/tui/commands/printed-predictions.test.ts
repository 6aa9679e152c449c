import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../../src/core/index.ts';
import {
  printedPredictions,
  type CountedPrediction,
  type PrintedPredictionsConfig,
} from '../../../tui/commands/printed-predictions.ts';
import { collect } from '../../support/collect.ts';
import { marbles } from '../../support/marbles.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const predictions: Record<string, Prediction> = {
  a: { path: 'a.jpg', error: 'not an image' },
  b: { path: 'b.jpg', error: 'not an image' },
  c: { path: 'c.jpg', label: 'cat', probability: 0.75, top: [{ label: 'cat', probability: 0.75 }] },
};
const counted = (name: string): CountedPrediction => ({ prediction: predictions[name]!, total: 2 });
const values = { a: counted('a'), b: counted('b'), c: counted('c') };

const config = (change: Partial<PrintedPredictionsConfig> = {}): PrintedPredictionsConfig => ({
  now: () => 0,
  text: { format: 'json', vocab: ['cat', 'dog'], showsTop: false },
  out: undefined,
  ...change,
});

test('in a terminal, a long error continues below its beginning', async () => {
  const error = 'cannot be decoded: not a jpg, png, webp, gif, tiff, avif or bmp file';
  const source = of({ prediction: { path: 'a.jpg', error }, total: 1 });
  const text = { format: 'table', vocab: ['cat'], showsTop: false } as const;
  const [line] = await collect(source.pipe(printedPredictions(config({ text, columns: 60 }))));
  const indent = ' '.repeat(17);
  expect(line).toEqual({
    json: `${indent}a.jpg: cannot be decoded: not a jpg, png,\n${indent}webp, gif, tiff, avif or bmp file\n`,
  });
});

const json = (name: string) => ({ json: `${JSON.stringify(predictions[name])}\n` });

describe('printedPredictions', () => {
  test('prints predictions as they arrive, then a summary; exit code 1 if all have failed', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   -a-b-|', values);
      const sub = '           ^----!';
      const output = '        -a-b-(sx|)';
      expectObservable(source.pipe(printedPredictions(config()))).toBe(output, {
        a: json('a'),
        b: json('b'),
        s: { toStderr: 'Predicted 0 images in 00:00; 2 images could not be used' },
        x: { exitCode: 1 },
      });
      expectSubscriptions(source.subscriptions).toBe(sub);
    });
  });

  test('one image that could be used is enough for exit code 0; passes on errors; can be unsubscribed', () => {
    marbles().run(({ cold, expectObservable }) => {
      const outputs = {
        a: json('a'),
        c: json('c'),
        s: { toStderr: 'Predicted 1 image in 00:00; 1 image could not be used' },
      };
      const printed = printedPredictions(config());
      expectObservable(cold('-a-c-|', values).pipe(printed)).toBe('-a-c-(s|)', outputs);
      expectObservable(cold('-a-#', values).pipe(printed)).toBe('-a-#', outputs);
      expectObservable(cold('-a-c--', values).pipe(printed), '--!').toBe('-a-', outputs);
    });
  });

  test('without images, errors with BadData', () => {
    marbles().run(({ cold, expectObservable }) => {
      const errors = cold<CountedPrediction>('--|').pipe(printedPredictions(config()));
      expectObservable(errors).toBe('--#', {}, expect.objectContaining({ detail: { _tag: 'BadData', where: 'predict', expected: 'images', received: 'none', advice: expect.any(String) as string } })); // prettier-ignore
    });
  });

  test('shows progress on standard error, at most every two seconds', async () => {
    let time = 0;
    const now = (): number => (time += 1000);
    const printed = await collect(
      of(values.c, values.c, values.c, values.c).pipe(printedPredictions(config({ now }))),
    );
    const lines = printed.flatMap((each) =>
      typeof each === 'object' && 'toStderr' in each ? [each.toStderr] : [],
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatch(/^Predicted \d of 2 images \(/);
  });

  test('writes a file, and then nothing but the summary', async () => {
    using folder = temporaryFolder();
    const out = join(folder.path, 'predictions.csv');
    const text = { format: 'csv', vocab: ['cat'], showsTop: true } as const;
    const printed = await collect(of(values.c, values.a).pipe(printedPredictions(config({ out, text }))));
    expect(printed).toEqual([
      { toStderr: `Predicted 1 image in 00:00; 1 image could not be used; wrote ${out}` },
    ]);
    expect(readFileSync(out, 'utf8')).toBe(
      'path,label,probability,top,warning,error\nc.jpg,cat,0.750000,cat=0.750000,,\na.jpg,,,,,not an image\n',
    );
  });
});
