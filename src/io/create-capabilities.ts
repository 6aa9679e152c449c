import { join } from 'node:path';
import { concatMap, first, from, map, NEVER, of, type Observable } from 'rxjs';
import { defaultEngine, type Capabilities, type Collective } from '../core/index.ts';
import { alone, mapOrdered } from '../flow/index.ts';
import { decodeImage } from './images/decode-image.ts';
import { liveDisk } from './disk.ts';
import { saveDrawing } from './drawing/save-drawing.ts';
import { readImage } from './images/read-image.ts';
import { liveItemStores } from './item-store/index.ts';
import { runFolder, type RunFolder } from './run-folder/run-folder.ts';
import { readModelFile, saveModelIn } from './models/model-file.ts';
import { readWeights } from './models/read-weights.ts';

/** The folder of a run, and its controls. */
export interface CapabilitiesConfig {
  /** The folder of the run, or its absolute path. */
  readonly runFolder: RunFolder | string;
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
  /** The processes that train together; by default this one alone. */
  readonly collective?: Collective;
  /** Pretrained weights that have a name, and the folder that holds them; none by default. */
  readonly weights?: { readonly name: string; readonly folder: string } | null;
  /** Puts another decoder in front of sharp, for example `jpegDecoder`; by default sharp decodes every image. */
  readonly decoder?: (images: LiveImages) => Capabilities['decode'];
}

/** The images of this machine. Both wait while the run is paused. */
interface LiveImages extends Pick<Capabilities, 'decode'> {
  readonly readBytes: (path: string) => Observable<Uint8Array | null>;
}

/** Images that sharp decodes at once: enough for libuv's four threads, and few, as each may need 100 MB. */
const MAX_DECODING = 8;

/** Returns the capabilities of a run on this machine: its disk, sharp, its clock. */
export function createCapabilities({
  stop$ = NEVER,
  paused$ = of(false),
  now = () => performance.now(),
  profile = false,
  itemStore = liveItemStores(),
  decoder = ({ decode }) => decode,
  weights = null,
  collective = alone,
  ...config
}: CapabilitiesConfig): Capabilities {
  const folder =
    typeof config.runFolder === 'string' ? runFolder({ path: config.runFolder }) : config.runFolder;
  const { path, disk, present, write, checkpoints } = folder;
  return {
    ...liveDisk,
    decode: decoder({
      readBytes: (path) => whenResumed(paused$, readImage(path)),
      decode: (requests) =>
        from(requests).pipe(
          mapOrdered((request) => whenResumed(paused$, decodeImage(request)), { concurrency: MAX_DECODING }),
        ),
    }),
    itemStore,
    engine: defaultEngine,
    now,
    residentBytes: () => process.memoryUsage.rss(),
    saveModel: (model, which) => present(saveModelIn(path, model, which, disk)),
    readModel: readModelFile,
    readWeights: (name) => readWeights(name === weights?.name ? weights.folder : name),
    saveText: (name, text) =>
      write(name, text).pipe(map(() => ({ path: join(path, name), bytes: Buffer.byteLength(text) }))),
    saveDrawing: (name, drawing) => present(saveDrawing(join(path, name), drawing)),
    collective,
    checkpoints,
    stop$,
    paused$,
    profile,
    runFolder: path,
    within: (name) =>
      createCapabilities({
        runFolder: folder.within(name),
        stop$,
        paused$,
        now,
        profile,
        itemStore,
        decoder,
        collective,
      }),
  };
}

/** Subscribes to the work as soon as the run is not paused. */
const whenResumed = <A>(paused$: Observable<boolean>, work: Observable<A>): Observable<A> =>
  paused$.pipe(
    first((paused) => !paused),
    concatMap(() => work),
  );
