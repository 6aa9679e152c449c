import { join } from 'node:path';
import { concatMap, first, NEVER, of, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { decodeImage } from './images/decode-image.ts';
import { liveDisk } from './disk.ts';
import { saveDrawing } from './drawing/save-drawing.ts';
import { readImage } from './images/read-image.ts';
import { liveItemStores } from './item-store/index.ts';
import { readModelFile, saveModelFile } from './models/model-file.ts';

/** The folder of a run, and its controls. */
export interface CapabilitiesConfig {
  /** The absolute path of the run folder; created with its first file. */
  readonly runFolder: string;
  /** Stops the run at its first value; never by default. */
  readonly stop$?: Observable<unknown>;
  /** Whether the run is paused: the current value, then each change; never by default. */
  readonly paused$?: Observable<boolean>;
  /** Monotonic milliseconds; must not advance while the run is paused. By default the clock of the process. */
  readonly now?: () => number;
  /** Whether to profile the run; false by default. */
  readonly profile?: boolean;
  /** The stores of decoded images; by default up to 1 GiB in memory and up to 20 GiB in the user's cache folder. */
  readonly itemStore?: Capabilities['itemStore'];
}

/** Returns the capabilities of a run on this machine: its disk, sharp, its clock. */
export const createCapabilities = ({
  runFolder,
  stop$ = NEVER,
  paused$ = of(false),
  now = () => performance.now(),
  profile = false,
  itemStore = liveItemStores(),
}: CapabilitiesConfig): Capabilities => ({
  ...liveDisk,
  readImage: (path) => whenResumed(paused$, readImage(path)),
  decode: (path, plan) => whenResumed(paused$, decodeImage(path, plan)),
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

/** Subscribes to the work as soon as the run is not paused. */
const whenResumed = <A>(paused$: Observable<boolean>, work: Observable<A>): Observable<A> =>
  paused$.pipe(
    first((paused) => !paused),
    concatMap(() => work),
  );
