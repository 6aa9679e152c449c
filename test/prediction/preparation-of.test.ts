import * as E from 'fp-ts/lib/Either.js';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  augTransforms,
  dihedral,
  flip,
  imagenetStats,
  lighting,
  randomResizedCropBatch,
  rotate,
  warp,
  zoom,
} from '../../src/batches/index.ts';
import type { SavedModel, TransformDescription } from '../../src/core/index.ts';
import { carryOut } from '../../src/core/pixels/index.ts';
import { parseModelDescription } from '../../src/io/models/parse-model-description.ts';
import { randomResizedCrop, resize, type ItemTransform } from '../../src/items/index.ts';
import { descriptionOf, imageData, ttaPredictions, type LoadedImageData } from '../../src/learner/index.ts';
import { preparationOf } from '../../src/prediction/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { madeContext, madeData, madeLearner } from '../learner/made-run.ts';
import { madeFiles, madeWorld, numberOf, pixelsOf } from '../learner/made-world.ts';

/** Images of several shapes, whose plans are carried out. */
const world = madeWorld({
  decode: decodeEach((path, plan) => {
    const [number, side] = [numberOf(path), 40];
    const size = { height: side - (number % 3), width: side - 4 * (number % 2) };
    const { data } = pixelsOf(number, side);
    const pixels = { ...size, data: data.subarray(0, size.height * size.width * 3) };
    return of(rightOf(carryOut(pixels, plan(size))));
  }),
});

/** Returns the predictions of test-time augmentation, and the description of the model. */
async function predict(data: LoadedImageData) {
  using context = madeContext(madeLearner({}, data), { world });
  const events = await collect(ttaPredictions(context, { n: 2 }));
  return { result: events.at(-1), description: descriptionOf(context) };
}

type Transforms = Pick<LoadedImageData, 'item' | 'batch'>;

test.each<[string, Transforms]>([
  ['cropped', { item: [resize(24)], batch: augTransforms({ size: 16, minScale: 0.75 }) }],
  [
    'padded, with one interpolation',
    {
      item: [resize(24, { method: 'pad', padMode: 'zeros' })],
      batch: augTransforms({ size: 16, minScale: 0.5, interpolation: 'once', flipVert: true }),
    },
  ],
  [
    'squished, and resized by a warp',
    {
      item: [resize([20, 24], { method: 'squish' })],
      batch: augTransforms({ size: [16, 12], mode: 'nearest', padMode: 'border' }),
    },
  ],
  [
    'cut at random',
    { item: [randomResizedCrop(32, { minScale: 0.3 })], batch: [randomResizedCropBatch(16)] },
  ],
  [
    'changed one after another',
    {
      item: [resize(32), resize(16)],
      batch: [flip(), dihedral({ p: 0.9 }), rotate({ size: 14 }), zoom(), warp({ batch: true }), lighting()],
    },
  ],
])('images are prepared from the model alone as in training: %s', async (_, transforms) => {
  const data = { ...madeData({ ...transforms, size: undefined }), normalization: imagenetStats };
  const { result, description } = await predict(data);
  const read = parseModelDescription(JSON.stringify(description));
  if (E.isLeft(read)) throw new Error(read.left);
  const prepared = preparationOf({ description: read.right, weights: new Map() });
  const again = await predict({
    ...imageData({ files: of(madeFiles()), batchSize: 4, ...prepared }),
    normalization: imagenetStats,
    task: data.task,
  });
  expect(result).toMatchObject({ _tag: 'TtaResult' });
  expect(again).toEqual({ result, description });
});

/** Returns the error of a model with other transforms. */
function errorOf(change: {
  readonly item?: readonly TransformDescription[];
  readonly batch?: readonly TransformDescription[];
}): string {
  using context = madeContext();
  const description = { ...descriptionOf(context), preparation: { item: [], batch: [], ...change } };
  const model: SavedModel & { readonly path: string } = { description, weights: new Map(), path: '/m' };
  try {
    preparationOf(model);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('a model is refused', () => {
  test('that an older version saved', () => {
    using context = madeContext();
    const description = { ...descriptionOf(context), preparation: null };
    expect(() => preparationOf({ description, weights: new Map() })).toThrow(
      'the model: expected a model that records how to prepare images, received a model of an older version',
    );
  });

  test("with a user's own transform, which it names", () => {
    expect(errorOf({ item: [{ name: 'sepia', settings: {} }] })).toMatch(
      /^\/m: .*received the custom transform "sepia"\. Load the model in the pipeline/,
    );
    expect(errorOf({ batch: [{ name: 'toString', settings: {} }] })).toContain('custom transform "toString"');
  });

  const { settings } = resize(20);
  const presized = augTransforms({ size: 16, minScale: 0.75 })[0]!.settings;
  test.each<[string, Parameters<typeof errorOf>[0]]>([
    ['size', { item: [{ name: 'resize', settings: { ...settings, size: [20] } }] }],
    ['size', { item: [{ name: 'resize', settings: { ...settings, size: [1, 1e9] } }] }],
    ['method', { item: [{ name: 'resize', settings: { ...settings, method: 'stretch' } }] }],
    ['padMode', { item: [{ name: 'resize', settings: { size: [20, 20], method: 'pad' } }] }],
    ['parts', { batch: [{ name: 'presized', settings: { ...presized, parts: [{ name: 'sepia' }] } }] }],
    ['p', { batch: [{ name: 'lighting', settings: { maxLighting: 0.2, p: '0.5', batch: false } }] }],
    ['maxLighting', { batch: [{ name: 'lighting', settings: { maxLighting: 7, p: 0.5, batch: false } }] }],
    ['crop', { batch: [{ name: 'presized', settings: { ...presized, crop: null } }] }],
    [
      'ratio',
      { item: [{ name: 'randomResizedCrop', settings: { size: [9, 9], minScale: 0, maxScale: 1 } }] },
    ],
  ])('whose transforms have no valid %s', (name, change) => {
    expect(errorOf(change)).toMatch(/^\/m: expected a valid preparation of the images, received /);
    expect(errorOf(change)).toContain(name);
  });
});

test("settings of a user's own transform that JSON cannot hold are left out", () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const own = (settings: unknown): ItemTransform => ({
    ...resize(8),
    name: 'own',
    settings: settings as ItemTransform['settings'],
  });
  const all = [cycle, { n: 1n }, { long: 'x'.repeat(20_000) }, undefined, [1], { f: () => 0, k: 1 }];
  using context = madeContext(madeLearner({}, madeData({ item: all.map(own) })));
  const { preparation } = descriptionOf(context);
  expect(preparation?.item.map(({ settings }) => settings)).toEqual([{}, {}, {}, {}, {}, { k: 1 }]);
});
