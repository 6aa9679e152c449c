import type { ClassTargets, MixedTargets, Targets } from '../../src/core/index.ts';

/** One class per image. */
export const classTargets = (...classes: readonly number[]): ClassTargets => ({
  _tag: 'ClassTargets',
  classes: Int32Array.from(classes),
});

/** Returns the targets of blends of two images with one class each. */
export function mixedOf(targets: Targets): MixedTargets {
  if (targets._tag !== 'MixedTargets') throw new Error(`expected MixedTargets, received ${targets._tag}`);
  return targets;
}
