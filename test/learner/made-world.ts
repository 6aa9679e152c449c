import * as E from 'fp-ts/lib/Either.js';
import { defer, NEVER, of } from 'rxjs';
import type { Capabilities, ImageFile, ImageFiles, Pixels, SavedModel } from '../../src/core/index.ts';
import { numbered } from '../support/made-batches.ts';

/** A world that is made up, and remembers what was asked of it. */
export interface MadeWorld extends Capabilities {
  /** The paths that were decoded. */
  readonly decoded: string[];
  readonly saved: SavedModel[];
}

const notThere = (): never => {
  throw new Error('there is no disk in this world');
};

/** The clock stands still; images have 12×12 pixels, whatever the plan says; models are kept. */
export function madeWorld(change: Partial<Capabilities> = {}): MadeWorld {
  const decoded: string[] = [];
  const saved: SavedModel[] = [];
  const world: MadeWorld = {
    readDirectory: notThere,
    readText: notThere,
    readModel: notThere,
    saveDrawing: notThere,
    readImage: () => of(null),
    decode: (path) =>
      defer(() => {
        decoded.push(path);
        return of(E.right(pixelsOf(numberOf(path))));
      }),
    itemStore: notThere,
    now: () => 0,
    residentBytes: () => 7,
    saveModel: (model) =>
      defer(() => {
        saved.push(model);
        return of({ path: '/run/model.safetensors', bytes: 99 });
      }),
    within: () => world,
    stop$: NEVER,
    paused$: of(false),
    profile: false,
    runFolder: '/run',
    ...change,
    decoded,
    saved,
  };
  return world;
}

export const numberOf = (path: string): number => Number(/\d+/.exec(path)?.[0]);

/** Images with odd numbers are brighter, in a pattern of their own. */
export function pixelsOf(number: number, side = 12): Pixels {
  const data = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => 30 + 110 * (number % 2) + ((i * (7 + number)) % 90),
  );
  return { height: side, width: side, data };
}

/** Numbered images of two classes in turn: first those of training, then those of validation. */
export function madeFiles(train = 9, valid = 5, vocab: readonly string[] = ['dark', 'bright']): ImageFiles {
  const files = Array.from({ length: train + valid }, (_, index): ImageFile => numbered(index, index % 2));
  return { train: files.slice(0, train), valid: files.slice(train), vocab };
}
