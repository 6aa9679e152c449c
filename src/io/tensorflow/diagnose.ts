import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, forkJoin, map, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { cacheFolder } from '../support/cache-folder.ts';
import { whyNotWritable } from '../why-not-writable.ts';
import type { DoctorReport, EngineState, Problem } from './doctor-report.ts';
import type { EngineDevice } from './engine-device.ts';
import { enginePlan, type PrepareOptions } from './engine-plan.ts';
import { findCompilers } from './find-compilers.ts';
import { noPip, searchPip, type NoPip, type Pip } from './find-pip.ts';
import { isLinked } from './link-binding.ts';
import { thisMachine, type Machine } from './machine.ts';
import { isWhole } from './manifest.ts';
import { probeEngine, type Probe } from './probe-engine.ts';

/** Where to look, by default this machine; and the device that is wanted, by default the processor. */
export type DiagnoseOptions = Partial<PrepareOptions>;

/**
 * Looks at everything the engine needs and changes nothing (a missing cache folder is made and removed again, to see
 * whether it can be). Puts out one report; never errors over what it finds, that
 * is in the report. TensorFlow is asked in a process of its own.
 */
export const diagnose = (options: DiagnoseOptions = {}): Observable<DoctorReport> =>
  defer(() => {
    const { device: wanted = 'cpu' } = options;
    const machine = { ...thisMachine(), ...options.machine };
    const cache = options.cacheFolder ?? cacheFolder(machine.environment);
    return forkJoin({
      cacheBytes: defer(() => bytesIn(cache)),
      engines: defer(() =>
        Promise.all((['cpu', 'gpu'] as const).map((device) => stateOf({ ...options, device }))),
      ),
      probe: probeEngine(machine),
      pip: searchPip(machine),
      compilers: findCompilers(machine).pipe(map((found) => found.map(({ name }) => name))),
    }).pipe(
      map(({ engines, probe, pip, ...found }) => {
        const circumstances = { wanted, engines, probe, machine, cache };
        // Tools, and room, are only needed by who is to prepare something.
        const missing = isMissing(circumstances);
        return {
          ...found,
          node: process.versions.node,
          platform: machine.platform,
          cacheFolder: cache,
          engines: engines.map(({ state }) => state),
          tensorflow: probe._tag === 'Answer' ? probe.info : null,
          hasNvidiaDriver: machine.hasNvidiaDriver(),
          pip: pip._tag === 'Pip' ? pip.version : null,
          problems: [
            ...nodeProblems(),
            ...(missing ? cacheProblem(cache) : []),
            ...engineProblems(circumstances),
            ...(missing ? pipProblem(pip) : []),
          ],
          hints: [
            ...(missing ? compilerHint(found.compilers) : cacheProblem(cache)),
            ...cardHints(circumstances),
          ],
        };
      }),
    );
  });

interface Looked {
  readonly state: EngineState;
  /** Why there is no engine for this machine. */
  readonly error: MillraceError | null;
}

async function stateOf(options: PrepareOptions): Promise<Looked> {
  const { device } = options;
  try {
    const plan = enginePlan(options);
    const { folder, tensorflow, nvidia, bindingFolder, binding, link } = plan;
    const parts = [tensorflow, bindingFolder, ...(nvidia === null ? [] : [nvidia])];
    const isPrepared = (await Promise.all(parts.map(isWhole))).every(Boolean);
    const state = !isPrepared ? 'missing' : (await isLinked(binding, link)) ? 'linked' : 'prepared';
    return { state: { device, folder, state }, error: null };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { state: { device, folder: '', state: 'unsupported' }, error };
  }
}

const problem = (what: string, advice: string): Problem => ({ problem: what, advice });

function nodeProblems(): readonly Problem[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? []
    : [problem(`Node ${process.versions.node} is too old`, 'Install Node 20.19 or later.')];
}

interface Circumstances {
  readonly wanted: EngineDevice;
  readonly engines: readonly Looked[];
  readonly probe: Probe;
  readonly machine: Machine;
  readonly cache: string;
}

/** Whether the engine that is wanted is to be made yet. */
const isMissing = ({ wanted, engines }: Pick<Circumstances, 'wanted' | 'engines'>): boolean =>
  engines.some(({ state }) => state.device === wanted && state.state === 'missing');

const cacheProblem = (cache: string): readonly Problem[] => {
  const why = whyNotWritable(cache);
  return why === null
    ? []
    : [
        problem(
          `The cache folder is ${cache}, ${why}`,
          'Set XDG_CACHE_HOME to a folder that can be written.',
        ),
      ];
};

function engineProblems({ wanted, engines, probe, machine }: Circumstances): readonly Problem[] {
  const asked = engines.find(({ state }) => state.device === wanted);
  const cards = wanted === 'gpu' ? ' for graphics cards' : '';
  if (asked?.error)
    return [problem(`There is no TensorFlow${cards} for ${machine.platform}`, asked.error.detail.advice)];
  const driver =
    wanted === 'gpu' && !machine.hasNvidiaDriver()
      ? [
          problem(
            'There is no NVIDIA driver: --device gpu would compute on the processor',
            'Install it first.',
          ),
        ]
      : [];
  if (isMissing({ wanted, engines }))
    return [...driver, problem(`The engine${cards} is not prepared`, prepareWith(wanted))];
  const linked = engines.find(({ state }) => state.state === 'linked')?.state;
  if (linked === undefined)
    return [
      ...driver,
      problem('The engine is prepared, but not linked into node_modules', prepareWith(wanted)),
    ];
  return probe._tag === 'Silence'
    ? [
        ...driver,
        problem(
          `TensorFlow does not load: ${probe.reason}`,
          `Remove ${linked.folder} and prepare it anew: ${commandFor(linked.device)}`,
        ),
      ]
    : driver;
}

/** A card that nobody has asked for. */
const cardHints = ({ wanted, engines, probe, machine }: Circumstances): readonly Problem[] =>
  wanted === 'cpu' &&
  machine.hasNvidiaDriver() &&
  probe._tag === 'Answer' &&
  probe.info.device === 'cpu' &&
  engines.some(({ state: { device, state } }) => device === 'gpu' && state !== 'unsupported')
    ? [problem('There is an NVIDIA card, but TensorFlow computes on the processor', prepareWith('gpu'))]
    : [];

const commandFor = (device: EngineDevice): string =>
  `npm start -- doctor --prepare${device === 'gpu' ? ' --device gpu' : ''}`;

const prepareWith = (device: EngineDevice): string => `Run: ${commandFor(device)}`;

const pipProblem = (pip: Pip | NoPip): readonly Problem[] =>
  pip._tag === 'NoPip' ? [problem(`No pip: ${noPip(pip).detail.received}`, noPip(pip).detail.advice)] : [];

const compilerHint = (compilers: readonly string[]): readonly Problem[] =>
  compilers.length === 0
    ? [problem('No C++ compiler: zig (101 MB) will be fetched instead', 'Or install g++ or clang++ before.')]
    : [];

/** 0 where there is no such folder. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
