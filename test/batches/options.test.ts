import { describe, expect, test } from 'vitest';
import {
  augTransforms,
  dihedral,
  flip,
  lighting,
  randomResizedCropBatch,
  rotate,
  warp,
  zoom,
} from '../../src/batches/index.ts';
import { describeError, MillraceError } from '../../src/core/index.ts';

/** Returns the message of the BadOption that a function throws. */
function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof MillraceError && error.detail._tag === 'BadOption')
      return describeError(error.detail);
    throw error;
  }
  return 'nothing was thrown';
}

describe('names a bad option', () => {
  test.each<[string, () => unknown]>([
    ['flip p', () => flip({ p: 1.5 })],
    ['dihedral p', () => dihedral({ p: -0.1 })],
    ['rotate p', () => rotate({ p: NaN })],
    ['rotate maxDeg', () => rotate({ maxDeg: NaN })],
    ['rotate maxDeg', () => rotate({ maxDeg: Infinity })],
    ['zoom p', () => zoom({ p: 2 })],
    ['zoom minZoom', () => zoom({ minZoom: 0 })],
    ['zoom maxZoom', () => zoom({ minZoom: 1.2 })],
    ['zoom maxZoom', () => zoom({ maxZoom: Infinity })],
    ['warp p', () => warp({ p: 2 })],
    ['warp magnitude', () => warp({ magnitude: 0.7 })],
    ['warp magnitude', () => warp({ magnitude: NaN })],
    ['lighting p', () => lighting({ p: -1 })],
    ['lighting maxLighting', () => lighting({ maxLighting: 1 })],
    ['lighting maxLighting', () => lighting({ maxLighting: -0.1 })],
    ['size', () => flip({ size: 0 })],
    ['size', () => flip({ size: [3, 1.5] })],
    ['size', () => randomResizedCropBatch(-1)],
    ['minScale', () => randomResizedCropBatch(8, { minScale: 0 })],
    ['minScale', () => randomResizedCropBatch(8, { minScale: 0.5, maxScale: 0.4 })],
    ['maxScale', () => randomResizedCropBatch(8, { minScale: Infinity, maxScale: Infinity })],
    ['ratio', () => randomResizedCropBatch(8, { ratio: [2, 1] })],
    ['ratio', () => randomResizedCropBatch(8, { ratio: [0, 1] })],
    ['ratio', () => randomResizedCropBatch(8, { ratio: [1, Infinity] })],
    ['validScale', () => randomResizedCropBatch(8, { validScale: 0 })],
    ['validScale', () => randomResizedCropBatch(8, { validScale: 1.5 })],
  ])('%s', (name, make) => {
    expect(messageOf(make)).toMatch(new RegExp(`^${name}: expected`));
  });

  test.each<[string, Parameters<typeof augTransforms>[0]]>([
    ['augTransforms size', { minScale: 0.75 }],
    ['augTransforms mult', { mult: NaN }],
    ['augTransforms pAffine', { pAffine: 1.5 }],
    ['augTransforms pLighting', { pLighting: -1 }],
    ['size', { size: 0 }],
    ['size', { size: 0, minScale: 0.75 }],
    ['minScale', { size: 8, minScale: 0 }],
    ['minScale', { size: 8, minScale: 1.5 }],
    ['minScale', { size: 8, minScale: NaN }],
    ['rotate maxDeg', { maxRotate: NaN }],
    ['zoom minZoom', { minZoom: -1 }],
    ['zoom minZoom', { minZoom: NaN, maxZoom: 1 }],
    ['zoom maxZoom', { minZoom: 1.2 }],
    ['warp magnitude', { maxWarp: 0.4, mult: 2 }],
    ['lighting maxLighting', { maxLighting: 0.5, mult: 2 }],
  ])('%s of augTransforms', (name, options) => {
    expect(messageOf(() => augTransforms(options))).toMatch(new RegExp(`^${name}: expected`));
  });

  test('the message contains the received value', () => {
    expect(messageOf(() => zoom({ minZoom: 1.2 }))).toBe(
      'zoom maxZoom: expected a finite number of at least minZoom, 1.2, received 1.1.',
    );
    expect(messageOf(() => flip({ size: [3, 1.5] }))).toContain('received [3,1.5].');
    expect(messageOf(() => rotate({ p: NaN }))).toContain('received NaN.');
  });
});
