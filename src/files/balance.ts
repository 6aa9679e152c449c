import { badOption, groupBy, MillraceError, permutation, type ImageFile, type Rng } from '../core/index.ts';

/**
 * Returns as many images as there are, each class equally often, in the random order of an epoch (class-balanced sampling;
 * Kang et al., 2020).
 *
 * Each class that has images gets the same number of places; those left over go to random classes, one each. A class fills
 * its places with passes over its images, each in random order: no image is repeated before all of its class are used, and
 * of a large class only some are used in each epoch. A repetition has another `index`, so that it is augmented differently.
 * The result is a function of the images, `rng` and `epoch` only. Throws BadOption for images with several labels.
 *
 * @category Files
 */
export function balance(files: readonly ImageFile[], rng: Rng, epoch: number): readonly ImageFile[] {
  const place = rng.at('balance', epoch);
  const classes = byTarget(files);
  const places = Math.floor(files.length / classes.length);
  const order = permutation(place.at('extra').draws(), classes.length);
  const extra = new Set(order.slice(0, files.length % classes.length));
  // Above every index, so that no two repetitions have the same.
  const step = files.reduce((highest, { index }) => Math.max(highest, index), 0) + 1;
  const drawn = classes.flatMap(([target, own], position) =>
    repeated(own, places + (extra.has(position) ? 1 : 0), place.at('class', target), step),
  );
  return permutation(place.draws(), drawn.length).map((i) => drawn[i] as ImageFile);
}

/** Groups images by class, in the order of the classes. */
const byTarget = (
  files: readonly ImageFile[],
): readonly (readonly [target: number, own: readonly ImageFile[]])[] =>
  [...groupBy(files, classOf)].sort(([a], [b]) => a - b);

function classOf({ target }: ImageFile): number {
  if (typeof target === 'number') return target;
  throw new MillraceError(
    badOption('balanced sampling', 'images with one class each', 'images with several labels'),
  );
}

/** Returns `count` images, from passes over all in random order. Adds a multiple of `step` to the index of repetitions. */
function repeated(files: readonly ImageFile[], count: number, rng: Rng, step: number): readonly ImageFile[] {
  const draw = rng.draws();
  const passes = Array.from({ length: Math.ceil(count / files.length) }, (_, pass) =>
    permutation(draw, files.length).map((i) => {
      const file = files[i] as ImageFile;
      return pass === 0 ? file : { ...file, index: file.index + pass * step };
    }),
  );
  return passes.flat().slice(0, count);
}
