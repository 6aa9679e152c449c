import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { createRng } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import { isSplit } from './folder-split.ts';
import { labelled } from './labeller.ts';
import { labellerOf, type ClassFrom } from './class-from.ts';
import type { SplitIndices, Splitter } from './splitter.ts';
import { validCount } from './valid-count.ts';

/**
 * Returns a splitter that validates with a random part of each class, whatever the other images are: those with the
 * smallest hashes of the seed and their path below the root. An image that is added moves at most one other of its class
 * from one part to the other.
 *
 * Of a class with two images or more, at least one is in each part; a single one is trained on. Splitting fails with
 * BadOption if `fraction` is out of range, and with the error of `label`.
 *
 * @param fraction the fraction of validation images, between 0 and 1 exclusive; `floor(fraction · n)` of n are taken
 * @category Files
 */
export const classSplit =
  (fraction: number, seed: number, label: ClassFrom = 'parent'): Splitter =>
  (paths, root, found = paths) => {
    const relative = relativeTo(root);
    const nameOf = labelled(labellerOf(label, isSplit(found.map(relative))), root);
    const rng = createRng(seed).at('valid');
    return pipe(
      E.traverseArray(nameOf)(paths),
      E.flatMap((labels) => {
        const classes = new Map<string, { readonly i: number; readonly hash: number }[]>();
        paths.forEach((path, i) => {
          const name = labels[i] as string;
          const images = classes.get(name) ?? [];
          images.push({ i, hash: rng.at(relative(path)).draws()() });
          classes.set(name, images);
        });
        return pipe(
          [...classes.values()],
          E.traverseArray((images) =>
            pipe(
              validCount(fraction, images.length),
              E.map((count) => {
                const sorted = images.toSorted((a, b) => a.hash - b.hash).map(({ i }) => i);
                const taken = Math.min(images.length - 1, Math.max(1, count));
                return { valid: sorted.slice(0, taken), train: sorted.slice(taken) };
              }),
            ),
          ),
        );
      }),
      E.map((split): SplitIndices => {
        const inOrder = (of: 'train' | 'valid'): readonly number[] =>
          split.flatMap((each) => each[of]).sort((a, b) => a - b);
        return { train: inOrder('train'), valid: inOrder('valid') };
      }),
    );
  };
