import { from, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Drawing, Explanation, NotPredicted, SavedFile } from '../../../src/core/index.ts';
import {
  printedExplanations,
  type PrintedExplanationsConfig,
} from '../../../tui/commands/printed-explanations.ts';
import type { Printed } from '../../../tui/printed.ts';
import { collect } from '../../support/collect.ts';
import { marbles } from '../../support/marbles.ts';

const explanation: Explanation = {
  path: 'photos/a.jpg',
  label: 'cat',
  probability: 0.75,
  pixels: { height: 1, width: 2, data: new Uint8Array(6) },
  map: { height: 1, width: 1, values: [2] },
};
const values: Record<string, Explanation | NotPredicted> = {
  a: explanation,
  b: { path: 'b.jpg', error: 'not an image' },
  w: { ...explanation, warning: 'corrupt', map: { height: 1, width: 1, values: [0] } },
};
const file: SavedFile = { path: '/out/a-explained.png', bytes: 9 };
const config = (change: Partial<PrintedExplanationsConfig> = {}): PrintedExplanationsConfig => ({
  folder: '/out',
  images: ['photos/a.jpg', 'b.jpg'],
  view: { level: 0, width: 4, isShown: true },
  isJson: false,
  save: () => of(file),
  ...change,
});
const line = 'photos/a.jpg: cat 0.7500; wrote /out/a-explained.png';
const outputs: Record<string, Printed> = {
  l: line,
  v: '┌──┐\n│██│\n└──┘\n',
  e: { toStderr: 'b.jpg: not an image' },
  x: { exitCode: 1 },
};

/** Prints one chunk. */
const printing =
  (change: Partial<PrintedExplanationsConfig> = {}) =>
  (chunk: Observable<Explanation | NotPredicted>): Observable<Printed> =>
    of(chunk).pipe(printedExplanations(config(change)));

const printed = (
  names: string,
  change: Partial<PrintedExplanationsConfig> = {},
): Promise<readonly Printed[]> =>
  collect(of(...Array.from(names).map((name) => values[name]!)).pipe(printing(change)));

describe('printedExplanations', () => {
  test('draws each explanation, then prints it; an image that cannot be used is an error', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-----b-|', values);
      const save = cold('   -(f|)', { f: file });
      const output = '     --(lv)-e-|';
      const operator = printing({ save: () => save });
      expectObservable(source.pipe(operator)).toBe(output, outputs);
      expectSubscriptions(source.subscriptions).toBe('^--------!');
      expectSubscriptions(save.subscriptions).toBe('-^!');
    });
  });

  test('a chunk starts when the drawings of the one before are saved', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   (a|)', values);
      const save = cold('    ---(f|)', { f: file });
      const second = cold('     -----b|', values);
      const secondSubs = '   ---^-----!';
      const output = '       ---(lv)-e|';
      const chunks: readonly Observable<Explanation | NotPredicted>[] = [first, second];
      const both$ = from(chunks).pipe(printedExplanations(config({ save: () => save })));
      expectObservable(both$).toBe(output, outputs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    });
  });

  test('exit code 1 if no image could be used', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-b|', values).pipe(printing())).toBe('-e(x|)', outputs);
      expectObservable(cold('-|', values).pipe(printing())).toBe('-(x|)', outputs);
    });
  });

  test('passes on errors of the source and of a file, and an unsubscription', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold('-b-#', values).pipe(printing())).toBe('-e-#', outputs);
      const failing: () => Observable<SavedFile> = () => cold('-#');
      expectObservable(cold('-a-b', values).pipe(printing({ save: failing }))).toBe('--#');
      const source = cold('-b---', values);
      expectObservable(source.pipe(printing({ save: () => NEVER })), '---!').toBe('-e--', outputs); // prettier-ignore
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('JSON has everything but the pixels, one object per line', async () => {
    const { pixels: _pixels, ...fields } = explanation;
    expect(await printed('abw', { isJson: true })).toEqual([
      { json: `${JSON.stringify({ ...fields, file: file.path })}\n` },
      { json: `${JSON.stringify(values['b'])}\n` },
      {
        json: expect.stringContaining(
          '"values":[0]},"file":"/out/a-explained.png","warning":"corrupt"}',
        ) as string,
      },
    ]);
  });

  test('without a view, one line; a warning, and a map of zeros, are said', async () => {
    const view = { level: 0, width: 80, isShown: false } as const;
    expect(await printed('aw', { view })).toEqual([
      line,
      'photos/a.jpg: cat 0.7500, no evidence; wrote /out/a-explained.png',
      { toStderr: 'photos/a.jpg: warning: corrupt' },
    ]);
  });

  test('draws the explanation into the folder', async () => {
    const saved: (readonly [string, Drawing])[] = [];
    await printed('aa', {
      save: (path, drawing) => {
        saved.push([path, drawing]);
        return of({ path, bytes: 1 });
      },
    });
    expect(saved.map(([path]) => path)).toEqual(['/out/a-explained.png', '/out/a-explained-2.png']);
    expect(saved[0]![1].texts[0]?.text).toBe('a.jpg: cat 0.7500');
  });
});
