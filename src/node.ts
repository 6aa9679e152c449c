/**
 * Millrace on this machine, for scripts of your own. Importing it loads no TensorFlow.
 *
 * @module millrace/node
 */
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { NEVER, shareReplay, take, type Observable } from 'rxjs';
import { badOption, MillraceError, type Capabilities } from './core/index.ts';
import { createCapabilities, liveItemStores, pausable } from './io/index.ts';
import { cacheFolder, engineEnvironment, requireEngine } from './provision/engine/index.ts';

/** Settings of {@link nodeWorld}. */
export interface NodeWorldOptions {
  /** The folder that the run writes its model and drawings to; created when it does. */
  readonly runFolder: string;
  /** The device that computes; by default `cpu`. The engine of a process cannot change. */
  readonly device?: 'cpu' | 'gpu';
  /** Threads of TensorFlow, from 1; by default as many as there are cores. The engine of a process cannot change. */
  readonly threads?: number;
  /** The folder that holds engines and decoded images; by default the user's, `~/.cache/millrace`. */
  readonly cache?: string;
  /**
   * Ends the run after the step under way, with its model saved, at its first value; later phases of the run do not begin
   * either. It is subscribed together with the run. By default nothing ends the run.
   */
  readonly stop$?: Observable<unknown>;
  /** Pauses the run at `true` and resumes it at `false`. By default nothing pauses it. */
  readonly paused$?: Observable<boolean>;
}

/**
 * Returns the capabilities of one run in this process: this machine's disk, decoder, clock, and TensorFlow.
 *
 * TensorFlow is loaded at the first step of the run, not here. A training step blocks the event loop. Settings of the
 * engine are environment variables (`TF_NUM_INTRAOP_THREADS`, `CUDA_VISIBLE_DEVICES`, …), which child processes inherit.
 *
 * ```ts
 * const world = nodeWorld({ runFolder: 'runs/mine' });
 * run(world, { name: 'mine', config: {} }, learner(data, xresnet18), fitOneCycle(5, 3e-3)).subscribe(console.log);
 * ```
 *
 * Throws EngineUnavailable if the engine is not prepared (`npx millrace doctor --prepare`), and BadOption for a wrong
 * option, for `gpu` without an NVIDIA driver, in a worker thread, and if this process has a world with another device or
 * number of threads: its engine is set up once.
 *
 * @param options where the run writes, and what computes
 */
export function nodeWorld({
  runFolder,
  device = 'cpu',
  threads,
  cache = cacheFolder(process.env),
  stop$ = NEVER,
  paused$ = NEVER,
}: NodeWorldOptions): Capabilities {
  const folder = resolve(cache);
  setUpEngine({ device, cacheFolder: folder, ...(threads === undefined ? {} : { threads }) });
  return createCapabilities({
    runFolder: resolve(runFolder),
    itemStore: liveItemStores(folder),
    // Each phase subscribes; a phase that begins after the stop receives it too.
    stop$: stop$.pipe(take(1), shareReplay({ bufferSize: 1, refCount: false })),
    ...pausable(paused$),
  });
}

type Engine = Parameters<typeof engineEnvironment>[0];

let engine: Engine | undefined;

/** TensorFlow reads the variables of this process when it is loaded. Those of the allocator count from its start only. */
function setUpEngine(asked: Engine): void {
  const { device, threads } = asked;
  // Callers in JavaScript are not type-checked.
  if (!['cpu', 'gpu'].includes(device))
    throw new MillraceError(badOption('device', "'cpu' or 'gpu'", device));
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads > 0))
    throw new MillraceError(badOption('threads', 'a positive integer', String(threads)));
  // A worker's environment is a copy, which TensorFlow does not see.
  if (!isMainThread)
    throw new MillraceError(
      badOption('nodeWorld', 'the main thread of a process', 'a worker thread', 'Use a child process.'),
    );
  if (engine !== undefined && (engine.device !== device || engine.threads !== threads))
    throw new MillraceError(
      badOption(
        'nodeWorld',
        `the engine that this process has: ${describe(engine)}`,
        describe(asked),
        'Use one engine per process.',
      ),
    );
  const { native } = requireEngine(asked);
  engine ??= asked;
  for (const [name, value] of Object.entries({ ...engineEnvironment(engine), MILLRACE_NATIVE: native }))
    if (!name.startsWith('MALLOC_')) process.env[name] = value;
}

const describe = ({ device, threads }: Engine): string =>
  `${device}, ${threads === undefined ? 'as many threads as cores' : `${threads} threads`}`;
