import * as E from 'fp-ts/Either';
import { combineLatest, defer, isObservable, map, of, toArray, type Observable } from 'rxjs';
import { MillraceError, type AppError, type Capabilities, type ImageFiles } from '../core/index.ts';
import { assembleFiles } from './assemble-files.ts';
import { imagePaths } from './image-paths.ts';
import type { Labeller } from './labeller.ts';
import { parentLabel } from './parent-label.ts';
import { randomSplit } from './random-split.ts';
import type { Splitter } from './splitter.ts';

/** Where the pictures are, what they show, and which of them are for validation. */
export interface ImageFilesConfig {
  readonly readDirectory: Capabilities['readDirectory'];
  /** The folder of pictures, absolute. */
  readonly root: string;
  /** By default {@link parentLabel}. */
  readonly label?: Labeller;
  /** By default `randomSplit(0.2, seed)`. A stream of one, as of `listSplitFrom`, is also taken. */
  readonly split?: Splitter | Observable<Splitter>;
  /** Take only a random sample of so many pictures of those the split uses; it is split afterwards. Off by default. */
  readonly limit?: number | undefined;
  /** The seed of the sample and of the default split; 42 by default. */
  readonly seed?: number;
}

/**
 * Lists, labels and splits the pictures of a folder: a stream of one value. Subscribing reads the folder.
 *
 * The vocabulary is that of the pictures in either part. Errors with BadData for a missing folder, one without
 * pictures, a single class, an empty part, a picture without a label, a class that a sample lost: all that is wrong in
 * one message.
 */
export const imageFiles = ({
  readDirectory,
  root,
  seed = 42,
  label = parentLabel,
  split = randomSplit(0.2, seed),
  limit = Infinity,
}: ImageFilesConfig): Observable<ImageFiles> =>
  defer(() =>
    combineLatest([imagePaths(readDirectory, root).pipe(toArray()), isObservable(split) ? split : of(split)]),
  ).pipe(
    map(([paths, splitter]) => {
      const files = assembleFiles({ root, paths, label, split: splitter, limit, seed });
      if (E.isLeft(files)) throw new MillraceError(joined(files.left));
      return files.right;
    }),
  );

/** Several mistakes as one error. */
function joined(errors: readonly [AppError, ...AppError[]]): AppError {
  const [first, ...rest] = errors;
  if (rest.length === 0) return first;
  const each = (of: (error: AppError) => string, separator: string): string =>
    [...new Set(errors.map(of))].filter((text) => text !== '').join(separator);
  return {
    _tag: first._tag,
    where: each(({ where }) => where, ', '),
    expected: each(({ expected }) => expected, '; '),
    received: each(({ received }) => received, '; '),
    advice: each(({ advice }) => advice, ' '),
  };
}
