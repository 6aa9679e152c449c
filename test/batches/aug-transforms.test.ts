import { map, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  augTransforms,
  batchTransformed,
  type AugTransformsOptions,
  type BatchTransform,
} from '../../src/batches/index.ts';
import { Batch, createRng, type Split } from '../../src/core/index.ts';
import { consume, numberedFile } from '../support/made-batches.ts';
import { applyTransform, contextOf, imageTensor, ramp } from '../support/made-images.ts';

const namesOf = (transforms: readonly BatchTransform[]): string[] => transforms.map(({ name }) => name);
const off = { doFlip: false, maxRotate: 0, maxZoom: 1, maxWarp: 0, maxLighting: 0 };

describe('the options switch transforms on', () => {
  test.each<[string, AugTransformsOptions, readonly string[]]>([
    ['the defaults', {}, ['spatial', 'lighting']],
    ['everything off', off, []],
    ['only a size', { ...off, size: 8 }, ['spatial']],
    ['mult 0 without flip and zoom', { mult: 0, doFlip: false, maxZoom: 1 }, []],
    ['only lighting', { ...off, maxLighting: 0.1 }, ['lighting']],
    ['a minScale', { minScale: 0.75, size: 8 }, ['presized', 'lighting']],
    ['only a zoom out', { ...off, minZoom: 0.9 }, ['spatial']],
  ])('%s', (_, options, expected) => {
    expect(namesOf(augTransforms(options))).toEqual(expected);
  });

  test('mult multiplies rotation, warp and lighting, but not zoom', () => {
    const [spatial, light] = augTransforms({ mult: 2, maxRotate: 15, maxWarp: 0.1, maxLighting: 0.3 });
    expect(light?.settings).toEqual({ maxLighting: 0.6, p: 0.75, batch: false });
    expect(spatial?.settings['parts']).toEqual([
      { name: 'flip', p: 0.5, batch: false },
      { name: 'warp', magnitude: 0.2, p: 0.75, batch: false },
      { name: 'rotate', maxDeg: 30, p: 0.75, batch: false },
      { name: 'zoom', minZoom: 1, maxZoom: 1.1, p: 0.75, batch: false },
    ]);
  });
});

test('a size alone resizes exactly, even in training', () => {
  const [resize] = augTransforms({ ...off, size: [3, 2] });
  const output = applyTransform(resize!, imageTensor([1, 5, 3], ramp), contextOf());
  expect(output.all.map((value) => Math.round(value))).toEqual([0, 2, 200, 202, 400, 402]);
});

describe('with batchTransformed', () => {
  const transformedValues = (
    files: readonly number[],
    { split = 'train', seed = 1, epoch = 0, ...options }: AugTransformsOptions & Changes = {},
  ): ReadonlyMap<number, readonly number[]> => {
    const images = imageTensor(
      [files.length, 12, 10, 3],
      (y, x, _, c) => (1 + ((y * 5 + x * 3 + c) % 7)) / 9,
    );
    const batch = new Batch({
      images,
      targets: { _tag: 'ClassTargets', classes: new Int32Array(files.length) },
      files: files.map((number) => numberedFile(number)),
      skipped: [],
      index: 0,
    });
    const output = new Map<number, readonly number[]>();
    of(batch)
      .pipe(
        batchTransformed({ transforms: augTransforms(options), split, rng: createRng(seed), epoch }),
        map(consume),
      )
      .subscribe(({ values }) => {
        const each = values.length / files.length;
        files.forEach((file, i) => output.set(file, values.slice(i * each, (i + 1) * each)));
      });
    return output;
  };

  interface Changes {
    readonly split?: Split;
    readonly seed?: number;
    readonly epoch?: number;
  }

  const close = (values: readonly number[] | undefined) =>
    values?.map((value) => expect.closeTo(value, 4) as number);

  test('draws depend on the seed, the epoch and the index of the image, not on the rest of the batch', () => {
    const together = transformedValues([4, 9, 2, 7]);
    expect(transformedValues([9, 11]).get(9)).toEqual(close(together.get(9)));
    expect(transformedValues([7]).get(7)).toEqual(close(together.get(7)));
    expect(transformedValues([4, 9, 2, 7])).toEqual(together);
    const others = [
      transformedValues([4, 9, 2, 7], { epoch: 1 }),
      transformedValues([4, 9, 2, 7], { seed: 2 }),
    ];
    const kinds = new Set(
      [together, ...others].flatMap((each) => [...each.values()].map((v) => JSON.stringify(v))),
    );
    expect(kinds.size).toBe(12);
  });

  test('with batch, all images share one draw', () => {
    const all = [...transformedValues([4, 9, 2, 7], { batch: true }).values()];
    expect(new Set(all.map((values) => JSON.stringify(values))).size).toBe(1);
    expect(all[0]).not.toEqual(transformedValues([4], { split: 'valid' }).get(4));
  });

  test('validation images do not change, to the last bit', () => {
    const images = imageTensor([1, 12, 10, 3], (y, x, _, c) => (1 + ((y * 5 + x * 3 + c) % 7)) / 9);
    expect(transformedValues([4, 9], { split: 'valid' }).get(9)).toEqual([...images.dataSync()]);
    images.dispose();
  });

  test('values stay within 0..1', () => {
    const values = [
      ...transformedValues([0, 1, 2, 3, 4, 5, 6, 7], { pAffine: 1, pLighting: 1 }).values(),
    ].flat();
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});
