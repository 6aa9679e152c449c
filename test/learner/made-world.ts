import { defer, EMPTY, NEVER, of } from 'rxjs';
import {
  defaultEngine,
  type Capabilities,
  type Checkpoints,
  type ImageFile,
  type ImageFiles,
  type Pixels,
  type SavedModel,
} from '../../src/core/index.ts';
import { alone } from '../../src/flow/index.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { numberedFile } from '../support/made-batches.ts';
import { madeContents } from '../support/made-contents.ts';

/** Fake capabilities that record decoded paths, and saved models: those of the last and of the best epoch. */
export interface MadeWorld extends Capabilities {
  readonly decoded: string[];
  readonly saved: SavedModel[];
  readonly bests: SavedModel[];
}

const notAvailable = (): never => {
  throw new Error('the fake world has no disk');
};

/** A run that saves no checkpoints, and is new. */
export const noCheckpoints: Checkpoints = {
  every: null,
  lengths: () => ({}),
  save: () => EMPTY,
  earlier: of(null),
  fingerprint: (paths) => of(paths.join()),
};

/** Makes a world with a stopped clock and images of 12×12 pixels, independent of the resize plan. */
export function madeWorld(change: Partial<Capabilities> = {}): MadeWorld {
  const decoded: string[] = [];
  const saved: SavedModel[] = [];
  const bests: SavedModel[] = [];
  const world: MadeWorld = {
    readDirectory: notAvailable,
    readText: notAvailable,
    contents: madeContents(),
    readModel: notAvailable,
    readWeights: notAvailable,
    saveDrawing: notAvailable,
    saveText: (name, text) => of({ path: `/run/${name}`, bytes: text.length }),
    decode: decodeEach((path) =>
      defer(() => {
        decoded.push(path);
        return of(rightOf(pixelsOf(numberOf(path))));
      }),
    ),
    itemStore: notAvailable,
    engine: defaultEngine,
    now: () => 0,
    residentBytes: () => 7,
    saveModel: (model, weights) =>
      defer(() => {
        const isBest = weights === 'best';
        (isBest ? bests : saved).push(model);
        return of({ path: `/run/${isBest ? 'best' : 'model'}.safetensors`, bytes: 99 });
      }),
    collective: alone,
    checkpoints: noCheckpoints,
    within: () => world,
    stop$: NEVER,
    paused$: of(false),
    profile: false,
    runFolder: '/run',
    ...change,
    decoded,
    saved,
    bests,
  };
  return world;
}

export const numberOf = (path: string): number => Number(/\d+/.exec(path)?.[0]);

/** Returns the pixels of a numbered image: odd numbers are brighter, and each has its own pattern. */
export function pixelsOf(number: number, side = 12): Pixels {
  const data = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => 30 + 110 * (number % 2) + ((i * (7 + number)) % 90),
  );
  return { height: side, width: side, data };
}

/** Returns numbered images of two alternating classes: training images first, then validation images. */
export function madeFiles(train = 9, valid = 5, vocab: readonly string[] = ['dark', 'bright']): ImageFiles {
  const files = Array.from({ length: train + valid }, (_, index): ImageFile =>
    numberedFile(index, index % 2),
  );
  return { train: files.slice(0, train), valid: files.slice(train), vocab };
}
