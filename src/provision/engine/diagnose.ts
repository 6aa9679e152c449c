import { defer, forkJoin, map, of, switchMap, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { cacheFolder } from '../../io/support/index.ts';
import { folderUse } from '../cache/folder-use.ts';
import { whyNotWritable } from '../../io/index.ts';
import type { DoctorReport, EngineState, Problem } from './doctor-report.ts';
import { enginePlan, type PrepareOptions } from './engine-plan.ts';
import { findCompilers } from './find-compilers.ts';
import { noPip, searchPip, type NoPip, type Pip } from './find-pip.ts';
import { installAdvice } from './install-advice.ts';
import { thisMachine, type Machine } from './machine.ts';
import { isComplete } from './manifest.ts';
import { probeEngine, type Probe } from './probe-engine.ts';
import { prepareCommand } from './require-engine.ts';
import type { EngineDevice } from './wheels.ts';

/** The machine, by default this one, and the device, by default the CPU. */
export type DiagnoseOptions = Partial<PrepareOptions>;

/**
 * Emits one report about everything that the engine needs; problems are part of the report, never errors. Changes nothing,
 * except that it creates a missing cache folder and removes it again, to test whether it can be written. Loads TensorFlow
 * in a separate process if the engine of the device is prepared.
 */
export const diagnose = (options: DiagnoseOptions = {}): Observable<DoctorReport> =>
  defer(() => {
    const { device = 'cpu' } = options;
    const machine = { ...thisMachine(), ...options.machine };
    const cache = options.cacheFolder ?? cacheFolder(machine.environment);
    return forkJoin({
      cacheBytes: folderUse(cache).pipe(map(({ bytes }) => bytes)),
      checks: forkJoin({
        cpu: defer(() => checkEngine({ ...options, device: 'cpu' })),
        gpu: defer(() => checkEngine({ ...options, device: 'gpu' })),
      }).pipe(
        switchMap((engines) =>
          (engines[device].state.state === 'prepared'
            ? probeEngine({ ...options, device })
            : of<Probe>({ _tag: 'Silence', reason: 'it is not prepared' })
          ).pipe(map((probe) => ({ engines, probe }))),
        ),
      ),
      pip: searchPip(machine),
      compilers: findCompilers(machine).pipe(map((found) => found.map(({ name }) => name))),
    }).pipe(
      map(({ checks: { engines, probe }, pip, compilers, cacheBytes }): DoctorReport => {
        const findings = { device, engines, probe, machine };
        // Tools and a writable cache are needed only to prepare an engine.
        const isMissing = engines[device].state.state === 'missing';
        return {
          node: process.versions.node,
          platform: machine.platform,
          device,
          cacheFolder: cache,
          cacheBytes,
          engines: [engines.cpu.state, engines.gpu.state],
          tensorflow: probe._tag === 'Answer' ? probe.info : null,
          hasNvidiaDriver: machine.hasNvidiaDriver(),
          pip: pip._tag === 'Pip' ? pip.version : null,
          compilers,
          problems: [
            ...nodeProblem(),
            ...(isMissing ? cacheProblem(cache) : []),
            ...engineProblems(findings),
            ...(isMissing ? pipProblem(pip, machine, compilers) : []),
          ],
          hints: [
            ...(isMissing ? compilerHint(compilers, machine) : cacheProblem(cache)),
            ...gpuHint(findings),
          ],
        };
      }),
    );
  });

interface EngineCheck {
  readonly state: EngineState;
  /** Why there is no engine for this machine. */
  readonly error: MillraceError | null;
}

async function checkEngine(options: PrepareOptions): Promise<EngineCheck> {
  const { device } = options;
  try {
    const { folder, folders } = enginePlan(options);
    const isPrepared = (await Promise.all(folders.map(isComplete))).every(Boolean);
    return { state: { device, folder, state: isPrepared ? 'prepared' : 'missing' }, error: null };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { state: { device, folder: '', state: 'unsupported' }, error };
  }
}

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

interface Findings {
  readonly device: EngineDevice;
  readonly engines: Readonly<Record<EngineDevice, EngineCheck>>;
  readonly probe: Probe;
  readonly machine: Machine;
}

function engineProblems({ device, engines, probe, machine }: Findings): readonly Problem[] {
  const { state, error } = engines[device];
  const [forGpus, prepare] = [device === 'gpu' ? ' for GPUs' : '', prepareCommand(device)];
  if (error !== null)
    return [{ problem: `No TensorFlow${forGpus} for ${machine.platform}`, advice: error.detail.advice }];
  const driver = problemIf(
    device === 'gpu' && !machine.hasNvidiaDriver(),
    'No NVIDIA driver, which --device gpu needs',
    'Install it, or use --device cpu.',
  );
  if (state.state === 'missing')
    return [...driver, { problem: `The engine${forGpus} is not prepared`, advice: `Run: ${prepare}` }];
  if (probe._tag === 'Silence') {
    const advice = `Remove ${state.folder} and prepare it again: ${prepare}`;
    return [...driver, { problem: `TensorFlow does not load: ${probe.reason}`, advice }];
  }
  const isUnused = driver.length === 0 && device === 'gpu' && probe.info.device === 'cpu';
  return [
    ...driver,
    ...problemIf(isUnused, 'TensorFlow finds no usable GPU', 'Check what nvidia-smi reports.'),
  ];
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
  const { received, advice } = noPip(pip, machine, compilers.length === 0 ? ['compiler'] : []).detail;
  return [{ problem: `No pip: ${received}`, advice }];
}

const compilerHint = (compilers: readonly string[], machine: Machine): readonly Problem[] =>
  problemIf(
    compilers.length === 0,
    'No C++ compiler: zig (101 MB) will be downloaded instead',
    `Or install one first. ${installAdvice(machine, ['compiler'])}`,
  );
