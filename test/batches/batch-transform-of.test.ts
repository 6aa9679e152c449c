import { expect, test } from 'vitest';
import * as batches from '../../src/batches/index.ts';
import type { BatchTransform } from '../../src/batches/index.ts';
import { describeTransform, isRecord } from '../../src/core/index.ts';

const isTransform = (value: unknown): value is BatchTransform =>
  isRecord(value) && typeof value['apply'] === 'function';

/** Returns the transforms that a function of the room makes; none for any other function. */
function transformsOf(make: unknown): readonly BatchTransform[] {
  try {
    return [(make as (size: number) => unknown)(8)].flat().filter(isTransform);
  } catch {
    return [];
  }
}

/** A model keeps the statistics instead. */
const { normalize, ...others } = batches;
const transforms = Object.values(others).flatMap(transformsOf);

test('every transform can be built again from its description', () => {
  expect(isTransform(normalize({ mean: [0, 0, 0], std: [1, 1, 1] }))).toBe(true);
  expect(transforms.length).toBeGreaterThanOrEqual(8);
  for (const transform of transforms) {
    const description = describeTransform(transform);
    expect(batches.batchTransformOf(description), transform.name).toMatchObject(description);
  }
});

test('null for an unknown name, also one that every object has', () => {
  for (const name of ['sepia', 'toString', '__proto__', ''])
    expect(batches.batchTransformOf({ name, settings: {} })).toBeNull();
});
