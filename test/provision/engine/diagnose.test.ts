import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  describeReport,
  diagnose,
  engineEnvironment,
  prepareEngine,
  type DiagnoseOptions,
  type DoctorReport,
} from '../../../src/provision/engine/index.ts';
import { collect } from '../../support/collect.ts';
import { fakeMachine, type FakeMachine } from '../../support/fake-machine.ts';
import { flipByte } from '../../support/flip-byte.ts';

const INFO = { tensorflow: '2.21.0', device: 'cpu', threads: 2, node: '20.20.2', platform: 'linux x64' };
/** Returns the report, which comes last. */
async function reportOf(options?: DiagnoseOptions): Promise<DoctorReport> {
  const step = (await collect(diagnose(options))).at(-1);
  return step?._tag === 'Report' ? step.report : expect.fail('there is no report');
}

const ANSWER = `if (args[0] === '--import') console.log(${JSON.stringify(JSON.stringify(INFO))});`;

test('reports a prepared engine', async () => {
  using fake = fakeMachine();
  fake.program('node', ANSWER);
  await collect(prepareEngine(fake.options));
  const report = await reportOf(fake.options);
  expect(report).toMatchObject({
    tensorflow: INFO,
    engines: [
      { device: 'cpu', state: 'prepared', folder: fake.engine },
      { device: 'gpu', state: 'missing' },
    ],
    processor: { units: ['AVX2'], bfloat16: [] },
    device: 'cpu',
    pip: 'pip 99 from here (python 3.99)',
    compilers: ['g++'],
    problems: [],
  });
  expect(report.cacheBytes).toBeGreaterThan(8000);
  const lines = describeReport(report).split('\n');
  expect(lines).toContain('TensorFlow      2.21.0');
  expect(lines).toContainEqual(expect.stringMatching(/^Processor {7}.*, AVX2; no units for bfloat16$/));
  expect(lines).toContain(`Engine, cpu     prepared: ${fake.engine}`);
  expect(lines.at(-1)).toBe('No problems.');
});

test('reports a missing engine and missing tools', async () => {
  using fake = fakeMachine();
  fake.program('node', 'process.exit(1)');
  fake.remove('python3');
  fake.remove('g++');
  const report = await reportOf(fake.options);
  expect(report).toMatchObject({ tensorflow: null, cacheBytes: 0, pip: null, compilers: [] });
  expect(report.problems.map(({ problem }) => problem)).toEqual([
    'The engine is not prepared',
    'No pip: none of python3, python, pip3 and pip on the PATH',
  ]);
  expect(report.problems[1]?.advice).toBe('Run: apt-get update && apt-get install -y python3-pip g++');
  expect(report.hints.map(({ problem }) => problem)).toEqual([
    'No C++ compiler: zig (101 MB) will be downloaded instead',
  ]);
  expect(report.hints[0]?.advice).toBe('Or install one first. Run: apt-get update && apt-get install -y g++');
  expect(fake.calls().some((call) => call.startsWith('node'))).toBe(false);
  expect(describeReport(report)).toMatch(/^TensorFlow +not prepared$/m);
  expect(describeReport(report)).toContain(
    '! The engine is not prepared. Run: npm start -- doctor --prepare',
  );
});

test('reports an engine that does not load', async () => {
  using fake = fakeMachine();
  await collect(prepareEngine(fake.options));
  fake.program(
    'node',
    `console.error('chatter\\nMillraceError: engine: expected one, received none.'); process.exit(1);`,
  );
  const report = await reportOf(fake.options);
  expect(report.problems).toEqual([
    {
      problem: 'TensorFlow does not load: engine: expected one, received none.',
      advice: `Remove ${fake.engine} and prepare it again: npm start -- doctor --prepare`,
    },
  ]);
});

/** Prepares an engine and damages its library; the size and the modification time stay. */
async function damagedLibrary({ options, engine }: FakeMachine): Promise<void> {
  const library = join(engine, 'tensorflow', 'libtensorflow_cc.so.2');
  await collect(prepareEngine(options));
  // A time that utimes can restore, which the second preparation adds to the manifest.
  utimesSync(library, 1, 1);
  await collect(prepareEngine(options));
  flipByte(library);
}

test('reports files whose content changed although their size and time did not', async () => {
  using fake = fakeMachine();
  fake.program('node', ANSWER);
  await damagedLibrary(fake);
  const report = await reportOf(fake.options);
  expect(report).toMatchObject({ tensorflow: null, engines: [{ state: 'damaged' }, { state: 'missing' }] });
  expect(report.problems).toEqual([
    {
      problem: `The engine in ${fake.engine} is damaged: tensorflow/libtensorflow_cc.so.2`,
      advice: 'Run: npm start -- doctor --prepare',
    },
  ]);
  expect(describeReport(report)).toMatch(/^TensorFlow +damaged$/m);
  expect(describeReport(report)).toContain(`Engine, cpu     damaged: ${fake.engine}`);
  await collect(prepareEngine({ ...fake.options, isThorough: true }));
  expect((await reportOf(fake.options)).problems).toEqual([]);
});

test('does not read the files unless it is thorough', async () => {
  using fake = fakeMachine();
  fake.program('node', ANSWER);
  await damagedLibrary(fake);
  expect((await reportOf({ ...fake.options, isThorough: false })).problems).toEqual([]);
});

test('probes the engine with the environment of a run on the device', async () => {
  using fake = fakeMachine();
  const gpu = { ...fake.with({ hasNvidiaDriver: () => true }), device: 'gpu' as const };
  await collect(prepareEngine(gpu));
  fake.program(
    'node',
    `const { MILLRACE_BINDING, CUDA_VISIBLE_DEVICES } = process.env;
     console.log(JSON.stringify({ tensorflow: MILLRACE_BINDING, device: String(CUDA_VISIBLE_DEVICES) }));`,
  );
  const report = await reportOf(gpu);
  expect(report.tensorflow).toEqual({
    tensorflow: engineEnvironment(gpu)['MILLRACE_BINDING'],
    device: 'undefined',
  });
  expect(report.problems).toEqual([]);
});

test('reports a GPU that TensorFlow cannot use', async () => {
  using fake = fakeMachine();
  fake.program('node', ANSWER);
  const gpu = { ...fake.with({ hasNvidiaDriver: () => true }), device: 'gpu' as const };
  await collect(prepareEngine(gpu));
  const report = await reportOf(gpu);
  expect(report.problems.map(({ problem }) => problem)).toEqual(['TensorFlow finds no usable GPU']);
});

test('hints at an unused GPU', async () => {
  using fake = fakeMachine();
  fake.program('node', ANSWER);
  await collect(prepareEngine(fake.options));
  const report = await reportOf(fake.with({ hasNvidiaDriver: () => true }));
  expect(report.problems).toEqual([]);
  expect(report.hints).toMatchObject([{ advice: 'Run: npm start -- doctor --prepare --device gpu' }]);
  expect(describeReport(report)).toMatch(/^- There is an NVIDIA GPU, .*\nNo problems\.$/m);
});

test('problems are about the requested device', async () => {
  using fake = fakeMachine();
  fake.program('node', ANSWER);
  await collect(prepareEngine(fake.options));
  const problemsOf = async (hasDriver: boolean): Promise<readonly string[]> => {
    const options = { ...fake.with({ hasNvidiaDriver: () => hasDriver }), device: 'gpu' as const };
    const report = await reportOf(options);
    return report.problems.map(({ problem, advice }) => `${problem}. ${advice}`);
  };
  const missing = 'The engine for GPUs is not prepared. Run: npm start -- doctor --prepare --device gpu';
  expect(await problemsOf(true)).toEqual([missing]);
  expect(await problemsOf(false)).toEqual([expect.stringMatching(/^No NVIDIA driver/), missing]);
});

test('a read-only cache folder is a problem only if the engine is missing', async () => {
  using fake = fakeMachine();
  fake.program('node', 'process.exit(1)');
  const report = await reportOf({ ...fake.options, cacheFolder: '/dev/null/cache' });
  expect(report.problems.map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/^The cache folder .* is not writable: a file is in the way/),
    'The engine is not prepared',
  ]);
});

test('reports a machine without a TensorFlow wheel', async () => {
  using fake = fakeMachine();
  const report = await reportOf(fake.with({ platform: 'sunos-x64', wheels: () => undefined }));
  expect(report.engines.map(({ state }) => state)).toEqual(['unsupported', 'unsupported']);
  expect(report.problems[0]?.problem).toBe('No TensorFlow for sunos-x64');
});

test('reads the report of TensorFlow from a separate process', async () => {
  const report = await reportOf();
  expect(report.tensorflow).toMatchObject({ tensorflow: '2.21.0', node: process.versions.node });
});
