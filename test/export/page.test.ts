import { of } from 'rxjs';
import { expect, test } from 'vitest';
import type { ModelDescription, Pixels, TransformDescription } from '../../src/core/index.ts';
import { carryOut } from '../../src/core/pixels/index.ts';
import { exportModel, type ExportedFile, type PageConfig } from '../../src/export/index.ts';
import { bundlePage } from '../../src/io/page-files/bundle-page.ts';
import { pageLicenses } from '../../src/io/page-files/page-licenses.ts';
import { itemTransformOf } from '../../src/items/index.ts';
import { prepare } from '../../src/page/prepare.ts';
import { preparationOf } from '../../src/prediction/index.ts';
import { prepared } from '../../src/prediction/prepared.ts';
import type { Predictor } from '../../src/prediction/predictor.ts';
import { randomPixels } from '../io/images/random-pixels.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { madeModel } from './made-models.ts';
import { tinyXresnet } from './tiny-networks.ts';

const architecture = tinyXresnet();

/** Returns the files of a model whose page has an empty script. */
const exported = (description: Partial<ModelDescription> = {}, half = false): readonly ExportedFile[] =>
  exportModel(madeModel({ architecture: 'tiny', ...description }, architecture), {
    ...{ format: 'tfjs', architecture, half },
    page: [{ name: 'page.js', content: '' }],
  });

const htmlOf = (files: readonly ExportedFile[]): string =>
  String(files.find(({ name }) => name === 'index.html')?.content);

/** Returns the settings that the script of the page reads. */
const configOf = (html: string): PageConfig =>
  JSON.parse(/<script type="application\/json" id="config">(.*?)<\/script>/.exec(html)![1]!) as PageConfig;

/** Returns an image as Millrace prepares it, in 0..255. */
async function inValidation(image: Pixels, description: Partial<ModelDescription>): Promise<Float32Array> {
  const model = madeModel({ architecture: 'tiny', ...description }, architecture);
  const { item, batch } = preparationOf(model);
  const decode = decodeEach((_, plan) => of(rightOf(carryOut(image, plan(image)))));
  // Nothing is predicted.
  const predictor = { item, batch } as unknown as Predictor;
  const [only] = await collect(
    of({ path: 'image', index: 0 }).pipe(prepared({ predictor, decode, batchSize: 1 })),
  );
  const values = only!.images!.dataSync<'float32'>().map((value) => 255 * value);
  only!.images!.dispose();
  return values;
}

const resized = (method: string, size = [40, 48]): TransformDescription => ({
  name: 'resize',
  settings: { size, method, padMode: 'reflection' },
});
const cropped = { minScale: 0.08, maxScale: 1, ratio: [3 / 4, 4 / 3], valXtra: 0.14 };

const items: readonly TransformDescription[] = [
  resized('crop'),
  resized('pad'),
  resized('squish'),
  { name: 'randomResizedCrop', settings: { size: [40, 48], ...cropped } },
];
const sizes = [
  { height: 71, width: 50 },
  { height: 29, width: 90 },
  { height: 40, width: 48 },
];

test.each(items)('$name $settings.method: the page prepares images as validation does', async (item) => {
  for (const size of [
    [40, 48],
    [24, 31],
  ] as const) {
    const preparation = { item: [item], batch: [{ name: 'resized', settings: { size } }] };
    const { item: descriptions, map } = configOf(htmlOf(exported({ size, preparation })));
    const transforms = descriptions.map((each) => itemTransformOf(each)!);
    for (const [i, imageSize] of sizes.entries()) {
      const image = randomPixels(imageSize.height, imageSize.width, i);
      const ours = await inValidation(image, { size, preparation });
      const values = prepare(image, { item: transforms, map });
      expect(values.length).toBe(ours.length);
      const greatest = values.reduce((max, value, k) => Math.max(max, Math.abs(value - ours[k]!)), 0);
      expect(greatest).toBeLessThan(1e-3);
    }
  }
});

test('an image whose shorter side exceeds 2048 pixels is reduced first', () => {
  const image = { height: 2560, width: 3072, data: new Uint8Array(2560 * 3072 * 3) };
  for (let i = 0; i < image.data.length; i++) image.data[i] = Math.imul(i, 0x9e3779b1) >>> 24;
  const [height, width] = [2048, 2458];
  const [rows, columns] = [
    [0, 5, 1023, 2047],
    [1, 800, 2457],
  ];
  const only = (from: number, positions: readonly number[]) => ({
    from,
    taps: positions.map((i) => [[i, 1] as const]),
  });
  const values = prepare(image, {
    item: [],
    map: { down: only(height, rows), across: only(width, columns) },
  });
  // The pixels under a triangle around the centre of the reduced one.
  const weights = (i: number, scale: number, length: number): readonly (readonly [number, number])[] => {
    const around = [-2, -1, 0, 1, 2].map((k) => Math.floor((i + 0.5) * scale) + k);
    const inside = around.filter((k) => k >= 0 && k < length);
    const heights = inside.map((k) => Math.max(0, 1 - Math.abs((k + 0.5) / scale - (i + 0.5))));
    const sum = heights.reduce((a, b) => a + b);
    return inside.map((k, n) => [k, heights[n]! / sum]);
  };
  const expected = rows.flatMap((row) =>
    columns.flatMap((column) =>
      [0, 1, 2].map((channel) => {
        let sum = 0;
        for (const [y, down] of weights(row, 2560 / height, 2560))
          for (const [x, across] of weights(column, 3072 / width, 3072))
            sum += down * across * image.data[(y * 3072 + x) * 3 + channel]!;
        return sum;
      }),
    ),
  );
  expect(values.length).toBe(expected.length);
  // Each pass rounds.
  for (const [i, value] of values.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1.01);
});

test('names of classes are text, also if they look like HTML', () => {
  const html = htmlOf(exported({ vocab: ['</script><b>', 'a "b" & c', 'x'] }));
  expect(html).not.toContain('</script><b>');
  expect(html).toContain('&lt;/script&gt;&lt;b&gt;');
  expect(configOf(html).classes).toEqual(['</script><b>', 'a "b" & c', 'x']);
});

test('control characters in names of classes do not reach the page', () => {
  const html = htmlOf(exported({ vocab: ["a\u202e'b'", 'c\u0000', 'x'] }));
  for (const control of ['\u202e', '\u0000', '\\u0000']) expect(html).not.toContain(control);
  expect(html).toContain('<li>a &#39;b&#39;</li>');
  expect(configOf(html).classes).toEqual(["a 'b'", 'c ', 'x']);
});

test.each([
  [0.125, 'above 12.5 %'],
  [0.004, 'above 0.4 %'],
  [0.07, 'above 7 %'],
])('a page of several labels speaks of labels, and states the threshold %d unrounded', (threshold, words) => {
  const html = htmlOf(exported({ task: { kind: 'multi-label', threshold } }));
  expect(html).toContain(words);
  expect(html).toContain('The most probable labels of the image');
  expect(html).toMatch(/· \d+ labels</);
  expect(html.toLowerCase()).not.toContain('classes of');
  expect(html).not.toMatch(/\d classes|"Classes"/);
});

test('the page names no other server', () => {
  const files = exported();
  for (const { name, content } of files)
    if (/html|css/.test(name)) expect(String(content)).not.toMatch(/https?:|\/\//);
  expect(htmlOf(files)).toContain("default-src 'none'");
});

test('there is no page without its script, and for a model that does not record how images are prepared', () => {
  const names = (files: readonly ExportedFile[]) => files.map(({ name }) => name);
  const only = ['model.json', 'group1-shard1of1.bin'];
  expect(names(exported())).toEqual([...only, 'index.html', 'page.css', 'page.js']);
  expect(names(exported({ preparation: null }))).toEqual(only);
  const model = madeModel({ architecture: 'tiny' }, architecture);
  expect(names(exportModel(model, { format: 'tfjs', architecture }))).toEqual(only);
});

test('the script needs no Node.js, and is small', async () => {
  const [script] = await bundlePage();
  expect(Buffer.from(script!.content).toString()).not.toMatch(
    /createRequire|node:|process\.cwd|import\.meta/,
  );
  expect(script!.content.length).toBeLessThan(1e6);
});

test('the licences name the packages in the script, and hold the texts of their licences', async () => {
  const text = String(Buffer.from((await bundlePage()).find(({ name }) => name === 'LICENSES.txt')!.content));
  for (const part of [
    'seedrandom (MIT)\n  Copyright 2019 David Bau\n',
    'XNNPACK (BSD-3-Clause)\n',
    'Permission is hereby granted, free of charge',
    'Neither the name Facebook',
    'TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION',
  ])
    expect(text).toContain(part);
  expect(() => pageLicenses(new Set(['seedrandom', 'other']))).toThrow('expected the licence of other');
});
