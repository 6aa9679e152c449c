/**
 * Millrace on this machine, for scripts of your own. Importing it loads no TensorFlow.
 *
 * @module millrace/node
 */
import { resolve } from 'node:path';
import type { Observable } from 'rxjs';
import { MillraceError, type Capabilities } from './core/index.ts';
import { createCapabilities, liveItemStores } from './io/index.ts';
import { cacheFolder, engineEnvironment, requireEngine } from './io/tensorflow/index.ts';

/** Settings of {@link nodeWorld}. */
export interface NodeWorldOptions {
  /** The folder that the run writes its model and drawings to; created when it does. */
  readonly runFolder: string;
  /** What computes; by default `cpu`. The engine of a process cannot change. */
  readonly device?: 'cpu' | 'gpu';
  /** Threads of TensorFlow; by default as many as there are cores. The engine of a process cannot change. */
  readonly threads?: number;
  /** The folder that holds engines and decoded images; by default the user's, `~/.cache/millrace`. */
  readonly cache?: string;
  /** Ends the run after the step under way, with its model saved, when it emits. By default nothing does. */
  readonly stop$?: Observable<unknown>;
  /** Whether the run is paused: the current value, then each change. By default it never is. */
  readonly paused$?: Observable<boolean>;
}

/**
 * Returns the capabilities of a run in this process: this machine's disk, decoder, clock, and TensorFlow.
 *
 * TensorFlow is loaded at the first step of the run, not here. A training step blocks the event loop.
 *
 * ```ts
 * const world = nodeWorld({ runFolder: 'runs/mine' });
 * run(world, { name: 'mine', config: {} }, learner(data, xresnet18), fitOneCycle(5, 3e-3)).subscribe(console.log);
 * ```
 *
 * Throws EngineUnavailable if the engine is not prepared (`npx millrace doctor --prepare`), and BadOption for `gpu`
 * without an NVIDIA driver, or if this process has a world with another device or number of threads: its engine is set
 * up once.
 *
 * @param options where the run writes, and what computes
 */
export function nodeWorld({
  runFolder,
  device = 'cpu',
  threads,
  cache = cacheFolder(process.env),
  stop$,
  paused$,
}: NodeWorldOptions): Capabilities {
  const folder = resolve(cache);
  setUpEngine({ device, cacheFolder: folder, ...(threads === undefined ? {} : { threads }) });
  return createCapabilities({
    runFolder: resolve(runFolder),
    itemStore: liveItemStores(folder),
    ...(stop$ === undefined ? {} : { stop$ }),
    ...(paused$ === undefined ? {} : { paused$ }),
  });
}

type Engine = Parameters<typeof engineEnvironment>[0];

let engine: Engine | undefined;

/** TensorFlow reads the variables of this process when it is loaded. Those of the allocator count from its start only. */
function setUpEngine(asked: Engine): void {
  if (engine !== undefined && (engine.device !== asked.device || engine.threads !== asked.threads))
    throw new MillraceError({
      _tag: 'BadOption',
      where: 'nodeWorld',
      expected: `the engine that this process has: ${describe(engine)}`,
      received: describe(asked),
      advice: 'Use one engine per process.',
    });
  requireEngine(asked);
  engine ??= asked;
  for (const [name, value] of Object.entries(engineEnvironment(engine)))
    if (!name.startsWith('MALLOC_')) process.env[name] = value;
}

const describe = ({ device, threads }: Engine): string =>
  `${device}, ${threads === undefined ? 'as many threads as cores' : `${threads} threads`}`;
