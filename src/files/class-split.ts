import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { at, createRng, groupBy } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import { labelled } from './labeller.ts';
import { parentLabel } from './parent-label.ts';
import type { SplitIndices, Splitter } from './splitter.ts';
import { validCount } from './valid-count.ts';

/**
 * Returns a splitter that validates with a random part of each class, whatever the other images are: those with the
 * smallest hashes of the seed and their path below the root. An image that is added moves at most one other of its class
 * from one part to the other. Images with lists of labels are divided as one class.
 *
 * Of a class with two images or more, at least one is in each part; a single one is trained on. Splitting fails with
 * BadOption if `fraction` is out of range, and with that of an image without a label.
 *
 * @param fraction the fraction of validation images, between 0 and 1 exclusive; `floor(fraction · n)` of n are taken
 * @category Files
 */
export const classSplit =
  (fraction: number, seed: number): Splitter =>
  (paths, root, _, { label } = { label: parentLabel, part: null }) => {
    const relative = relativeTo(root);
    const nameOf = labelled(label, root);
    const rng = createRng(seed).at('valid');
    return pipe(
      validCount(fraction, paths.length),
      E.flatMap(() => E.traverseArray(nameOf)(paths)),
      E.map((names): SplitIndices => {
        // Images with several labels belong to no one class: they are divided together.
        const classes = groupBy(names.keys(), (i) => {
          const name = at(names, i);
          return typeof name === 'string' ? name : '';
        });
        const hashes = paths.map((path) => rng.at(relative(path)).draws()());
        const valid = new Set(
          [...classes.values()].flatMap((images) =>
            images.toSorted((a, b) => at(hashes, a) - at(hashes, b)).slice(0, countIn(images, fraction)),
          ),
        );
        const all = [...paths.keys()];
        return { train: all.filter((i) => !valid.has(i)), valid: all.filter((i) => valid.has(i)) };
      }),
    );
  };

/** At least one of two images or more, and never all. */
const countIn = ({ length }: readonly number[], fraction: number): number =>
  Math.min(length - 1, Math.max(1, Math.floor(fraction * length)));
