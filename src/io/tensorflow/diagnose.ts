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
 * Looks at everything the engine needs and changes nothing. Puts out one report; never errors over what it finds, that
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
      map(({ engines, probe, pip, ...found }) => ({
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
          ...cacheProblems(cache),
          ...engineProblems(engines, { wanted, probe, machine }),
          ...toolProblems(engines, { wanted, pip, compilers: found.compilers }),
        ],
      })),
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

function cacheProblems(cache: string): readonly Problem[] {
  const why = whyNotWritable(cache);
  return why === null
    ? []
    : [
        problem(
          `The cache folder is ${cache}, ${why}`,
          'Set XDG_CACHE_HOME to a folder that can be written.',
        ),
      ];
}

interface Circumstances {
  readonly wanted: EngineDevice;
  readonly probe: Probe;
  readonly machine: Machine;
}

function engineProblems(
  engines: readonly Looked[],
  { wanted, probe, machine }: Circumstances,
): readonly Problem[] {
  const states = engines.map(({ state }) => state);
  const asked = engines.find(({ state }) => state.device === wanted);
  if (asked?.error)
    return [problem(`There is no TensorFlow for ${machine.platform}`, asked.error.detail.advice)];
  const isThere = ({ state }: EngineState): boolean => state === 'prepared' || state === 'linked';
  if (!states.some(isThere)) return [problem('The engine is not prepared', prepareWith(wanted))];
  if (wanted === 'gpu') {
    if (!machine.hasNvidiaDriver())
      return [
        problem(
          'There is no NVIDIA driver: --device gpu would compute on the processor',
          'Install it first.',
        ),
      ];
    if (!states.some((state) => state.device === 'gpu' && isThere(state)))
      return [problem('The engine for graphics cards is not prepared', prepareWith('gpu'))];
  }
  const linked = states.find(({ state }) => state === 'linked');
  if (linked === undefined) {
    return [problem('The engine is prepared, but not linked into node_modules', prepareWith(wanted))];
  }
  if (probe._tag === 'Silence') {
    return [
      problem(
        `TensorFlow does not load: ${probe.reason}`,
        `Remove ${linked.folder} and prepare it anew: npm start -- doctor --prepare`,
      ),
    ];
  }
  const wantsGpu = machine.hasNvidiaDriver() && probe.info.device === 'cpu';
  return wantsGpu && states.some(({ device, state }) => device === 'gpu' && state !== 'unsupported')
    ? [problem('There is an NVIDIA card, but TensorFlow computes on the processor', prepareWith('gpu'))]
    : [];
}

const prepareWith = (device: EngineDevice): string =>
  `Run: npm start -- doctor --prepare${device === 'gpu' ? ' --device gpu' : ''}`;

interface Tools {
  readonly wanted: EngineDevice;
  readonly pip: Pip | NoPip;
  readonly compilers: readonly string[];
}

/** Only an engine that is still to be prepared needs tools. */
function toolProblems(engines: readonly Looked[], { wanted, pip, compilers }: Tools): readonly Problem[] {
  if (!engines.some(({ state }) => state.device === wanted && state.state === 'missing')) return [];
  return [
    ...(pip._tag === 'NoPip'
      ? [problem(`No pip: ${noPip(pip).detail.received}`, noPip(pip).detail.advice)]
      : []),
    ...(compilers.length === 0
      ? [
          problem(
            'No C++ compiler: zig (101 MB) will be fetched instead',
            'Or install g++ or clang++ before.',
          ),
        ]
      : []),
  ];
}

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
