import { expect, test } from 'vitest';
import { augTransforms, batchTransforms, imagenetStats, normalize } from '../../src/batches/index.ts';

test('normalizes after the transforms of the data', () => {
  const batch = augTransforms({ size: 8 });
  expect(batchTransforms({ batch, normalization: null })).toEqual(batch);
  const described = batchTransforms({ batch, normalization: imagenetStats }).map(({ name, settings }) => ({
    name,
    settings,
  }));
  const { name, settings } = normalize(imagenetStats);
  expect(described).toEqual([
    ...batch.map((each) => ({ name: each.name, settings: each.settings })),
    { name, settings },
  ]);
});
