import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { at } from '../core/index.ts';
import { sample } from './sample.ts';
import type { SplitIndices, Splitter } from './splitter.ts';

/**
 * Returns a splitter of a random sample of the images that `split` uses: with {@link imageFiles} alone, the parts of a run
 * with that `limit` and that seed.
 *
 * @category Files
 */
export const sampledSplit =
  (limit: number, seed: number, split: Splitter): Splitter =>
  (paths, root, found = paths, labels) =>
    pipe(
      split(paths, root, found, labels),
      E.flatMap(({ train, valid }) => {
        const used = [...train, ...valid].sort((a, b) => a - b);
        const places = sample(used, limit, seed);
        const back = (i: number): number => at(places, i);
        return pipe(
          split(
            places.map((place) => at(paths, place)),
            root,
            found,
            labels,
          ),
          E.map((parts): SplitIndices => ({
            ...parts,
            train: parts.train.map(back),
            valid: parts.valid.map(back),
          })),
        );
      }),
    );
