import { dirname, relative } from 'node:path';
import { concatMap, defer, forkJoin, map, of, type Observable } from 'rxjs';
import { cacheFolder } from '../../io/support/index.ts';
import { folderUse } from '../cache/folder-use.ts';
import { whyNotWritable } from '../../io/index.ts';
import { checkEngine, checkFiles, type EngineCheck } from './check-engine.ts';
import type { DoctorReport, DoctorStep, Problem } from './doctor-report.ts';
import type { PrepareOptions } from './engine-plan.ts';
import { findCompilers } from './find-compilers.ts';
import { noPip, searchPip, type NoPip, type Pip } from '../machine/find-pip.ts';
import { installAdvice } from '../machine/install-advice.ts';
import { thisMachine, type Machine } from '../machine/machine.ts';
import { processorOf } from '../machine/processor.ts';
import { findMpiState, type FoundMpi } from '../mpi/mpi-state.ts';
import { probeEngine, type Probe } from './probe-engine.ts';
import { prepareCommand } from './require-engine.ts';
import { SHARED_ENGINES } from './shared-engines.ts';
import type { EngineDevice } from './wheels.ts';

/** The machine, by default this one, and the device, by default the CPU. */
export interface DiagnoseOptions extends Partial<PrepareOptions> {
  /** Whether to compare the files of the device's engine with their hashes; true by default. */
  readonly isThorough?: boolean;
}

type Engines = Readonly<Record<EngineDevice, EngineCheck>>;

/**
 * Emits one report about everything that the engine needs; problems are part of the report, never errors. Before it,
 * emits progress once a second while the files of the device's engine are compared with their hashes. Changes nothing,
 * except that it creates a missing cache folder and removes it again, to test whether it can be written. Loads TensorFlow
 * in a separate process if the engine of the device is prepared.
 */
export const diagnose = ({ isThorough = true, ...options }: DiagnoseOptions = {}): Observable<DoctorStep> =>
  defer(() => {
    const { device = 'cpu' } = options;
    return forkJoin({
      cpu: checkEngine({ ...options, device: 'cpu' }),
      gpu: checkEngine({ ...options, device: 'gpu' }),
    }).pipe(
      concatMap((engines) =>
        (isThorough ? checkFiles(engines[device]) : of(engines[device])).pipe(
          concatMap((check) =>
            check._tag === 'Checking'
              ? of(check)
              : reportOn({ ...engines, [device]: check }, { ...options, device }),
          ),
        ),
      ),
    );
  });

const reportOn = (engines: Engines, options: PrepareOptions): Observable<DoctorStep> => {
  const { device } = options;
  const machine = { ...thisMachine(), ...options.machine };
  const cache = options.cacheFolder ?? cacheFolder(machine.environment);
  const { state } = engines[device].state;
  return forkJoin({
    cacheBytes: folderUse(cache).pipe(map(({ bytes }) => bytes)),
    probe:
      state === 'prepared'
        ? probeEngine(options)
        : of<Probe>({ _tag: 'Silence', reason: 'it is not prepared' }),
    pip: searchPip(machine),
    mpi: findMpiState({
      environment: machine.environment,
      cacheFolder: cache,
      platform: machine.platform,
    }),
    compilers: findCompilers(machine).pipe(map((found) => found.map(({ name }) => name))),
  }).pipe(
    map(({ probe, pip, mpi, compilers, cacheBytes }): DoctorReport => {
      const findings = { device, engines, probe, machine };
      // Tools and a writable cache are needed only to prepare an engine.
      const mustPrepare = state === 'missing' || state === 'damaged';
      return {
        node: process.versions.node,
        platform: machine.platform,
        processor: processorOf(machine.cpuInfo()),
        device,
        cacheFolder: cache,
        cacheBytes,
        engines: [engines.cpu.state, engines.gpu.state],
        tensorflow: probe._tag === 'Answer' ? probe.info : null,
        hasNvidiaDriver: machine.hasNvidiaDriver(),
        pip: pip._tag === 'Pip' ? pip.version : null,
        compilers,
        mpi: mpi.mpi,
        problems: [
          ...nodeProblem(),
          ...(mustPrepare ? cacheProblem(cache) : []),
          ...engineProblems(findings),
          ...(mustPrepare ? pipProblem(pip, machine, compilers) : []),
        ],
        hints: [
          ...(mustPrepare ? compilerHint(compilers, machine) : cacheProblem(cache)),
          ...(state === 'missing' ? sharedHint(findings) : []),
          ...gpuHint(findings),
          ...mpiHint(mpi),
        ],
      };
    }),
    map((report) => ({ _tag: 'Report', report })),
  );
};

const problemIf = (condition: boolean, problem: string, advice: string): readonly Problem[] =>
  condition ? [{ problem, advice }] : [];

function nodeProblem(): readonly Problem[] {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isOld = major < 20 || (major === 20 && minor < 19);
  return problemIf(isOld, `Node ${node} is too old`, 'Install Node 20.19 or later.');
}

function cacheProblem(cache: string): readonly Problem[] {
  const why = whyNotWritable(cache) ?? '';
  const advice = 'Set XDG_CACHE_HOME to a writable folder.';
  return problemIf(why !== '', `The cache folder ${cache} is not writable: ${why}`, advice);
}

/** Only training in several processes needs MPI. */
function mpiHint({ error }: FoundMpi): readonly Problem[] {
  if (error === null) return [];
  const { where, expected, received, advice } = error.detail;
  return [{ problem: `${where}: expected ${expected}, received ${received}`, advice }];
}

interface Findings {
  readonly device: EngineDevice;
  readonly engines: Engines;
  readonly probe: Probe;
  readonly machine: Machine;
}

function engineProblems({ device, engines, probe, machine }: Findings): readonly Problem[] {
  const { state, damaged, error } = engines[device];
  const [forGpus, prepare] = [device === 'gpu' ? ' for GPUs' : '', prepareCommand(device)];
  if (error !== null) {
    const { where, expected, received, advice } = error.detail;
    const isUnsupported = state.state === 'unsupported';
    const problem = isUnsupported
      ? `No TensorFlow${forGpus} for ${machine.platform}`
      : `${where}: expected ${expected}, received ${received}`;
    return [{ problem, advice }];
  }
  const driver = problemIf(
    device === 'gpu' && !machine.hasNvidiaDriver(),
    'No NVIDIA driver, which --device gpu needs',
    'Install it, or use --device cpu.',
  );
  if (state.state === 'missing')
    return [...driver, { problem: `The engine${forGpus} is not prepared`, advice: `Run: ${prepare}` }];
  if (state.state === 'damaged') {
    const files = damaged.map((file) => relative(state.folder, file)).join(', ');
    const problem = `The engine${forGpus} in ${state.folder} is damaged: ${files}`;
    return [...driver, { problem, advice: `Run: ${prepare}` }];
  }
  if (probe._tag === 'Silence') {
    const shared = machine.environment[SHARED_ENGINES] ?? '';
    const advice =
      dirname(state.folder) === shared
        ? `Unset ${SHARED_ENGINES} and prepare an engine of your own: ${prepare}`
        : `Remove ${state.folder} and prepare it again: ${prepare}`;
    return [...driver, { problem: `TensorFlow does not load: ${probe.reason}`, advice }];
  }
  const isUnused = driver.length === 0 && device === 'gpu' && probe.info.device === 'cpu';
  return [
    ...driver,
    ...problemIf(isUnused, 'TensorFlow finds no usable GPU', 'Check what nvidia-smi reports.'),
  ];
}

/** Points out that the shared engines are of another version or device, or cannot be read. */
function sharedHint({ device, engines, machine }: Findings): readonly Problem[] {
  const folder = machine.environment[SHARED_ENGINES] ?? '';
  return problemIf(
    folder !== '' && engines[device].error === null,
    `${SHARED_ENGINES}: this version of Millrace finds no engine for the ${device} that you can read in ${folder}`,
    'Its owner can prepare one there.',
  );
}

/** Points out a GPU that the device `cpu` does not use. */
function gpuHint({ device, engines, probe, machine }: Findings): readonly Problem[] {
  const { state } = engines.gpu.state;
  return problemIf(
    device === 'cpu' && machine.hasNvidiaDriver() && probe._tag === 'Answer' && state !== 'unsupported',
    'There is an NVIDIA GPU, which only --device gpu uses',
    state === 'prepared' ? 'Its engine is prepared.' : `Run: ${prepareCommand('gpu')}`,
  );
}

function pipProblem(pip: Pip | NoPip, machine: Machine, compilers: readonly string[]): readonly Problem[] {
  if (pip._tag === 'Pip') return [];
  const { received, advice } = noPip(pip, machine, {
    missing: compilers.length === 0 ? ['compiler'] : [],
  }).detail;
  return [{ problem: `No pip: ${received}`, advice }];
}

const compilerHint = (compilers: readonly string[], machine: Machine): readonly Problem[] =>
  problemIf(
    compilers.length === 0,
    'No C++ compiler: zig (101 MB) will be downloaded instead',
    `Or install one first. ${installAdvice(machine, ['compiler'])}`,
  );
