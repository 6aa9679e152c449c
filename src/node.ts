/**
 * Millrace on this machine, for scripts of your own. Importing it loads no TensorFlow.
 *
 * @module millrace/node
 */
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { catchError, NEVER, shareReplay, take, type Observable } from 'rxjs';
import { badOption, launchedBy, MillraceError, type Capabilities, type Collective } from './core/index.ts';
import { alone } from './flow/index.ts';
import { liveItemStores, messageOf, openCollective, pausable, silentFolder } from './io/index.ts';
import { cacheFolder, engineEnvironment, requireEngine } from './provision/engine/index.ts';
import { requireLibrary } from './provision/mpi/index.ts';
import { createWorld } from './world.ts';

export { loadModel, type ImageInput, type LoadedModel, type LoadModelOptions } from './serving/index.ts';

/** Settings of {@link nodeWorld}. */
export interface NodeWorldOptions {
  /** The folder for the model and the drawings of the run; created with the first file. */
  readonly runFolder: string;
  /** The device that computes; by default `cpu`. A process keeps its first device. */
  readonly device?: 'cpu' | 'gpu';
  /** The number of TensorFlow threads, at least 1; by default one per core. A process keeps its first number. */
  readonly threads?: number;
  /** The folder that holds engines and decoded images; by default the user's, `~/.cache/millrace`. */
  readonly cache?: string;
  /**
   * At its first value, ends the run after the current step and saves the model; later phases do not start. Subscribed
   * together with the run. By default nothing ends the run.
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
 * If an MPI launcher (`mpirun`, `mpiexec`, `srun --mpi=…`) started the script in several processes, they train together: the
 * first one writes the run folder, and the cores of each machine are divided among its processes unless `threads` is given.
 * Blocks until all of them have called it. Each must call it, start the same runs, whatever their metrics are (only the
 * first process emits metrics), and reach the end of the script: a process for which others wait in vain ends all.
 *
 * Throws EngineUnavailable if the engine is not prepared (`npx millrace doctor --prepare`), and BadOption for an
 * invalid option, for `gpu` without an NVIDIA driver, in a worker thread, and if this process already uses another
 * device or number of threads: a process sets up its engine once.
 *
 * @param options the run folder, the device, and the controls of the run
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
  const collective = launchedCollective(folder);
  return createWorld({
    runFolder: collective.rank > 0 ? silentFolder(resolve(runFolder)) : resolve(runFolder),
    collective,
    itemStore: liveItemStores(folder),
    // Every phase subscribes; one that starts after the stop receives it too.
    stop$: stop$.pipe(take(1), shareReplay({ bufferSize: 1, refCount: false })),
    ...pausable(paused$),
  });
}

let collective: Collective | undefined;

/** Returns the processes that a launcher started, this one alone if none did. MPI ends with the script. */
function launchedCollective(cacheFolder: string): Collective {
  const launched = launchedBy(process.env);
  if (launched === null) return alone;
  if (collective !== undefined) return collective;
  const opened = openCollective({ library: requireLibrary(launched.family, { cacheFolder }) });
  for (const name of ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'])
    process.env[name] ??= String(opened.threads);
  process.once('beforeExit', () => {
    const failed = (cause: unknown): Observable<never> => {
      process.stderr.write(`millrace: ${messageOf(cause)}\n`);
      process.exitCode = 1;
      return opened.dismiss$;
    };
    opened.end$.pipe(catchError(failed)).subscribe();
  });
  return (collective = opened);
}

type Engine = Parameters<typeof engineEnvironment>[0];

let engine: Engine | undefined;

/**
 * Sets the variables that TensorFlow reads when it loads; those of malloc have no effect on a running process.
 */
function setUpEngine(requested: Engine): void {
  const { device, threads } = requested;
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
        `the engine that this process already uses (${describe(engine)})`,
        describe(requested),
        'Use one engine per process.',
      ),
    );
  requireEngine(requested);
  engine ??= requested;
  for (const [name, value] of Object.entries({ ...engineEnvironment(engine), MILLRACE_SILENT: '1' }))
    if (!name.startsWith('MALLOC_')) process.env[name] = value;
}

const describe = ({ device, threads }: Engine): string =>
  `${device}, ${threads === undefined ? 'one thread per core' : `${threads} ${threads === 1 ? 'thread' : 'threads'}`}`;
