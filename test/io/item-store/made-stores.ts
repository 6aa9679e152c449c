import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { FoundPixels, ItemStore, MadePixels, ResizePlan } from '../../../src/core/index.ts';
import { diskStore } from '../../../src/io/item-store/index.ts';
import { collect } from '../../support/collect.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { randomPixels } from '../images/random-pixels.ts';

const source = { height: 40, width: 30 };
const box = { left: 0, top: 0, height: 30, width: 30 };

/** Returns an image after resizing it to some size. */
export const madeOf = (size: number, seed = 1): MadePixels => ({
  source,
  steps: [{ box, padMode: 'zeros', resizeTo: { height: size, width: size } }],
  pixels: randomPixels(size, size, seed),
});

const planOf =
  (made: MadePixels): ResizePlan =>
  (size) =>
    size.height === source.height ? made.steps : [];

/** An image file, and stores beside it. */
export interface MadeStores extends Disposable {
  readonly folder: string;
  readonly image: string;
  readonly onDisk: (maxBytes?: number) => ItemStore;
  /** The image file is by default `image`. */
  readonly find: (store: ItemStore, made: MadePixels, path?: string) => Promise<FoundPixels>;
  readonly keep: (store: ItemStore, made: MadePixels, path?: string) => Promise<void>;
  /** Returns the paths of the stores' files with an extension. */
  readonly filesOf: (extension: '.pixels' | '.jsonl') => readonly string[];
  /** Makes the files of this process, of one store, those of a dead process. Returns their path without an extension. */
  readonly abandon: () => string;
}

/** A process id that no system assigns. */
const DEAD = 2 ** 22 + 1;

export function madeStores(): MadeStores {
  const folder = temporaryFolder();
  const image = join(folder.path, 'a.jpg');
  writeFileSync(image, 'some bytes');
  const items = join(folder.path, 'items');
  const find: MadeStores['find'] = (store, made, path = image) => only(store.find(path, planOf(made)));
  const filesOf = (extension: string): readonly string[] =>
    readdirSync(items)
      .filter((name) => name.endsWith(extension))
      .map((name) => join(items, name));
  let count = 0;
  return {
    ...{ folder: folder.path, image, find, filesOf },
    onDisk: (maxBytes = 1e6) => diskStore({ folder: items, maxBytes }),
    keep: async (store, made, path = image) => {
      const { stamp } = await find(store, made, path);
      if (stamp === null) throw new Error(`there is no ${path}`);
      await collect(store.keep(stamp, made));
    },
    abandon: () => {
      const abandoned = join(items, `${DEAD}@${hostname()}-0a1b2c3d-${++count}`);
      for (const extension of ['.pixels', '.jsonl'])
        for (const file of filesOf(extension))
          if (!file.includes(`${DEAD}@`)) renameSync(file, abandoned + extension);
      return abandoned;
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
