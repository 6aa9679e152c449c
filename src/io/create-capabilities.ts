import { join } from 'node:path';
import { concatMap, first, NEVER, of, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { decodeImage } from './images/decode-image.ts';
import { liveDisk } from './disk.ts';
import { saveDrawing } from './drawing/save-drawing.ts';
import { readImage } from './images/read-image.ts';
import { liveItemStores } from './item-store/index.ts';
import { readModelFile, saveModelFile } from './models/model-file.ts';

/** Where a run writes. */
export interface CapabilitiesConfig {
  /** Absolute; the model becomes `model.safetensors` in it. Made when that happens. */
  readonly runFolder: string;
  /** By default nobody asks the run to stop. */
  readonly stop$?: Observable<unknown>;
  /** Whether it is to rest, now and later; by default nobody asks it to. */
  readonly paused$?: Observable<boolean>;
  /** Milliseconds; the process's clock by default. Where a run may rest, one that stands still meanwhile. */
  readonly now?: () => number;
  /** Whether runs tell where their time goes; by default not. */
  readonly profile?: boolean;
  /** Where decoded images are kept; by default up to 1 GiB in memory, up to 20 GiB in the user's cache folder. */
  readonly itemStore?: Capabilities['itemStore'];
}

/** The world as it is: this machine's disk, sharp, the clock. */
export const createCapabilities = ({
  runFolder,
  stop$ = NEVER,
  paused$ = of(false),
  now = () => performance.now(),
  profile = false,
  itemStore = liveItemStores(),
}: CapabilitiesConfig): Capabilities => ({
  ...liveDisk,
  readImage: (path) => unlessPaused(paused$, readImage(path)),
  decode: (path, plan) => unlessPaused(paused$, decodeImage(path, plan)),
  itemStore,
  now,
  residentBytes: () => process.memoryUsage.rss(),
  saveModel: (model) => saveModelFile(runFolder, model),
  readModel: readModelFile,
  saveDrawing: (name, drawing) => saveDrawing(join(runFolder, name), drawing),
  stop$,
  paused$,
  profile,
  runFolder,
  within: (name) =>
    createCapabilities({ runFolder: join(runFolder, name), stop$, paused$, now, profile, itemStore }),
});

const unlessPaused = <A>(paused$: Observable<boolean>, work: Observable<A>): Observable<A> =>
  paused$.pipe(
    first((paused) => !paused),
    concatMap(() => work),
  );
