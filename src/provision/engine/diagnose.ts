import { defer, forkJoin, map, of, switchMap, type Observable } from 'rxjs';
import { MillraceError, shellCommand } from '../../core/index.ts';
import { cacheFolder } from '../../io/support/index.ts';
import { folderUse } from '../cache/folder-use.ts';
import { whyNotWritable } from '../../io/index.ts';
import type { DoctorReport, EngineState, Problem } from './doctor-report.ts';
import type { EngineDevice } from './engine-device.ts';
import { enginePlan, type PrepareOptions } from './engine-plan.ts';
import { findCompilers } from './find-compilers.ts';
import { noPip, searchPip, type NoPip, type Pip } from './find-pip.ts';
import { installAdvice } from './install-advice.ts';
import { thisMachine, type Machine } from './machine.ts';
import { isWhole } from './manifest.ts';
import { probeEngine, type Probe } from './probe-engine.ts';

/** Where to look, by default this machine; and the device that is wanted, by default the CPU. */
export type DiagnoseOptions = Partial<PrepareOptions>;

/**
 * Looks at everything the engine needs and changes nothing (a missing cache folder is made and removed again, to see
 * whether it can be). Emits one report; what it finds is never an error but stands in the report. TensorFlow is loaded
 * in a process of its own, if the engine that is wanted is prepared.
 */
export const diagnose = (options: DiagnoseOptions = {}): Observable<DoctorReport> =>
  defer(() => {
    const { device: wanted = 'cpu' } = options;
    const machine = { ...thisMachine(), ...options.machine };
    const cache = options.cacheFolder ?? cacheFolder(machine.environment);
    return forkJoin({
      cacheBytes: folderUse(cache).pipe(map(({ bytes }) => bytes)),
      looked: defer(() => Promise.all(DEVICES.map((device) => stateOf({ ...options, device })))).pipe(
        switchMap((engines) =>
          (isPrepared({ wanted, engines })
            ? probeEngine({ ...options, device: wanted })
            : of<Probe>({ _tag: 'Silence', reason: 'it is not prepared' })
          ).pipe(map((probe) => ({ engines, probe }))),
        ),
      ),
      pip: searchPip(machine),
      compilers: findCompilers(machine).pipe(map((found) => found.map(({ name }) => name))),
    }).pipe(
      map(({ looked: { engines, probe }, pip, compilers, cacheBytes }): DoctorReport => {
        const circumstances = { wanted, engines, probe, machine, cache };
        // Tools and room are needed only to prepare something.
        const missing = isMissing(circumstances);
        return {
          node: process.versions.node,
          platform: machine.platform,
          device: wanted,
          cacheFolder: cache,
          cacheBytes,
          engines: engines.map(({ state }) => state),
          tensorflow: probe._tag === 'Answer' ? probe.info : null,
          hasNvidiaDriver: machine.hasNvidiaDriver(),
          pip: pip._tag === 'Pip' ? pip.version : null,
          compilers,
          problems: [
            ...nodeProblems(),
            ...(missing ? cacheProblem(cache) : []),
            ...engineProblems(circumstances),
            ...(missing ? pipProblem(pip, machine, compilers) : []),
          ],
          hints: [
            ...(missing ? compilerHint(compilers, machine) : cacheProblem(cache)),
            ...gpuHints(circumstances),
          ],
        };
      }),
    );
  });

const DEVICES: readonly EngineDevice[] = ['cpu', 'gpu'];

interface EngineCheck {
  readonly state: EngineState;
  /** Why there is no engine for this machine. */
  readonly error: MillraceError | null;
}

async function stateOf(options: PrepareOptions): Promise<EngineCheck> {
  const { device } = options;
  try {
    const { folder, tensorflow, nvidia, bindingFolder } = enginePlan(options);
    const parts = [tensorflow, bindingFolder, ...(nvidia === null ? [] : [nvidia])];
    const isWholly = (await Promise.all(parts.map(isWhole))).every(Boolean);
    return { state: { device, folder, state: isWholly ? 'prepared' : 'missing' }, error: null };
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
  readonly engines: readonly EngineCheck[];
  readonly probe: Probe;
  readonly machine: Machine;
  readonly cache: string;
}

type Wanted = Pick<Circumstances, 'wanted' | 'engines'>;

const stateOfWanted = ({ wanted, engines }: Wanted): EngineState['state'] | undefined =>
  engines.find(({ state }) => state.device === wanted)?.state.state;

const isMissing = (found: Wanted): boolean => stateOfWanted(found) === 'missing';

const isPrepared = (found: Wanted): boolean => stateOfWanted(found) === 'prepared';

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
  const found = engines.find(({ state }) => state.device === wanted);
  const forGpus = wanted === 'gpu' ? ' for GPUs' : '';
  if (found?.error)
    return [problem(`No TensorFlow${forGpus} for ${machine.platform}`, found.error.detail.advice)];
  const driver =
    wanted === 'gpu' && !machine.hasNvidiaDriver()
      ? [problem('No NVIDIA driver, which --device gpu needs', 'Install it, or use --device cpu.')]
      : [];
  if (isMissing({ wanted, engines }))
    return [...driver, problem(`The engine${forGpus} is not prepared`, prepareWith(wanted))];
  if (probe._tag === 'Silence')
    return [
      ...driver,
      problem(
        `TensorFlow does not load: ${probe.reason}`,
        `Remove ${found?.state.folder ?? ''} and prepare it again: ${commandFor(wanted)}`,
      ),
    ];
  return driver.length === 0 && wanted === 'gpu' && probe.info.device === 'cpu'
    ? [problem('TensorFlow finds no usable GPU', 'Check what nvidia-smi reports.')]
    : driver;
}

/** Hints at a GPU that this run would not use. */
function gpuHints({ wanted, engines, probe, machine }: Circumstances): readonly Problem[] {
  if (wanted !== 'cpu' || !machine.hasNvidiaDriver() || probe._tag === 'Silence') return [];
  const gpu = stateOfWanted({ wanted: 'gpu', engines });
  if (gpu === 'unsupported') return [];
  return [
    problem(
      'There is an NVIDIA GPU, which only --device gpu uses',
      gpu === 'prepared' ? 'Its engine is prepared.' : prepareWith('gpu'),
    ),
  ];
}

const commandFor = (device: EngineDevice): string =>
  shellCommand(`doctor --prepare${device === 'gpu' ? ' --device gpu' : ''}`);

const prepareWith = (device: EngineDevice): string => `Run: ${commandFor(device)}`;

function pipProblem(pip: Pip | NoPip, machine: Machine, compilers: readonly string[]): readonly Problem[] {
  if (pip._tag === 'Pip') return [];
  const { received, advice } = noPip(pip, machine, compilers.length === 0 ? ['compiler'] : []).detail;
  return [problem(`No pip: ${received}`, advice)];
}

const compilerHint = (compilers: readonly string[], machine: Machine): readonly Problem[] =>
  compilers.length === 0
    ? [
        problem(
          'No C++ compiler: zig (101 MB) will be downloaded instead',
          `Or install one before. ${installAdvice(machine, ['compiler'])}`,
        ),
      ]
    : [];
