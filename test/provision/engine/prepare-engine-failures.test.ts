import { existsSync, readdirSync, rmSync } from 'node:fs';
import { delimiter } from 'node:path';
import { take } from 'rxjs';
import { expect, test } from 'vitest';
import { exitCodeOf, type AppError, type MillraceError } from '../../../src/core/index.ts';
import { prepareEngine, type PrepareOptions } from '../../../src/provision/engine/index.ts';
import { wheelsFor } from '../../../src/provision/engine/wheels.ts';
import { fakeMachine } from '../../support/fake-machine.ts';
import { collect } from '../../support/collect.ts';

const failure = async (options: PrepareOptions, exitCode = 1): Promise<AppError> => {
  const error = await collect(prepareEngine(options)).then(
    () => expect.fail('it was prepared'),
    (cause: unknown) => (cause as MillraceError).detail,
  );
  expect(exitCodeOf(error)).toBe(exitCode);
  return error;
};

const PIP_VERSION = `if (args.includes('--version')) { console.log('pip 99'); process.exit(0); }`;
const failing = (message: string): string =>
  `${PIP_VERSION} console.error(${JSON.stringify(message)}); process.exit(1);`;

/** Whether all calls only ask for a version. */
const looksOnly = (calls: readonly string[]): boolean => calls.every((call) => call.endsWith('--version'));

test('without Python, fails first of all, with the command to install it', async () => {
  using fake = fakeMachine();
  fake.remove('python3');
  const error = await failure(fake.options);
  expect(error).toMatchObject({
    _tag: 'EngineUnavailable',
    expected: expect.stringMatching(/^Python 3 with pip/) as unknown,
    advice: 'Run: apt-get update && apt-get install -y python3-pip',
  });
  expect(looksOnly(fake.calls())).toBe(true);
});

test('without Python and a compiler, advises one command for both', async () => {
  using fake = fakeMachine();
  fake.remove('python3');
  fake.remove('g++');
  const { advice } = await failure(fake.options);
  expect(advice).toBe('Run: apt-get update && apt-get install -y python3-pip g++');
});

test('reports Python without pip', async () => {
  using fake = fakeMachine();
  fake.program('python3', `if (args[0] === '--version') console.log('Python 3.11.2'); else process.exit(1);`);
  const error = await failure(fake.options);
  expect(error).toMatchObject({ _tag: 'EngineUnavailable', received: 'Python 3.11.2 without pip' });
});

test('without a compiler, emits that first, then the downloads', async () => {
  using fake = fakeMachine();
  fake.remove('g++');
  const [first, second] = await collect(prepareEngine(fake.options).pipe(take(2)));
  expect(first).toMatchObject({
    _tag: 'NoCompiler',
    instead: { name: 'ziglang 1.0' },
    advice: 'Run: apt-get update && apt-get install -y g++',
  });
  expect(second).toMatchObject({
    _tag: 'WillFetch',
    downloads: [{ name: 'tensorflow 1.0' }, { name: 'ziglang 1.0' }],
  });
  expect(looksOnly(fake.calls())).toBe(true);
});

test('refuses --device gpu without a driver, before anything else', async () => {
  using fake = fakeMachine();
  expect(await failure({ ...fake.options, device: 'gpu' }, 2)).toMatchObject({
    _tag: 'BadOption',
    where: '--device gpu',
    advice: expect.stringMatching(/driver.* --device cpu/) as unknown,
  });
  expect(fake.calls()).toEqual([]);
  expect(existsSync(fake.options.cacheFolder)).toBe(false);
});

test('refuses --device gpu on a platform without a GPU wheel', async () => {
  using fake = fakeMachine();
  const mac = fake.with({ platform: 'darwin-arm64', wheels: wheelsFor, hasNvidiaDriver: () => true });
  expect(await failure({ ...mac, device: 'gpu' }, 2)).toMatchObject({ advice: 'Use --device cpu.' });
});

test('uses a pip without Python', async () => {
  using fake = fakeMachine();
  fake.remove('python3');
  fake.program('pip', failing('ERROR: asked'));
  expect(await failure(fake.options)).toMatchObject({ received: 'exit code 1 from pip: ERROR: asked' });
});

test("reports a refused connection, with this machine's pip", async () => {
  using fake = fakeMachine();
  fake.remove('python3');
  const { environment } = fake.options.machine;
  const error = await failure(
    fake.with({
      environment: {
        ...process.env,
        PATH: `${environment['PATH'] ?? ''}${delimiter}${process.env['PATH'] ?? ''}`,
        PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
        PIP_RETRIES: '0',
      },
    }),
  );
  expect(error).toMatchObject({
    _tag: 'DownloadFailed',
    received: expect.stringMatching(/^no connection to http:\/\/127\.0\.0\.1:9/) as unknown,
  });
  expect(readdirSync(fake.options.cacheFolder)).toEqual([]);
});

test.each([
  ['ERROR: No matching distribution found for tensorflow==1.0', 'DownloadFailed', /an index without it/],
  ['OSError: [Errno 28] No space left on device', 'EngineUnavailable', /a full disk/],
  ['[SSL: CERTIFICATE_VERIFY_FAILED]', 'DownloadFailed', /no trusted connection to pypi.org/],
  [
    'NameResolutionError: [Errno -2] Name or service not known',
    'DownloadFailed',
    /Name or service not known/,
  ],
  ['hm\nERROR: something else\n', 'DownloadFailed', /exit code 1 from pip: ERROR: something else/],
])('explains the message of pip: %j', async (message, tag, received) => {
  using fake = fakeMachine();
  fake.program('python3', `args.splice(0, 2); ${failing(message)}`);
  expect(await failure(fake.options)).toMatchObject({
    _tag: tag,
    received: expect.stringMatching(received) as unknown,
  });
});

test('reports a disk with too little room', async () => {
  using fake = fakeMachine();
  const wheels = fake.options.machine.wheels('linux-x64', 'cpu')!;
  const error = await failure(
    fake.with({ wheels: () => ({ ...wheels, tensorflow: { ...wheels.tensorflow, unpackedBytes: 1e18 } }) }),
  );
  expect(error).toMatchObject({
    _tag: 'EngineUnavailable',
    advice: expect.stringMatching(/XDG_CACHE_HOME/) as unknown,
  });
});

test.each([
  ['win32-x64', /^Windows is not supported: use WSL 2\. .*wsl --install/],
  ['linux-x64-musl', /musl are not supported/],
  ['darwin-x64', /Intel .*not supported/],
  ['sunos-x64', /not supported/],
])('reports that %s is not supported', async (platform, advice) => {
  using fake = fakeMachine();
  const error = await failure(fake.with({ platform, wheels: wheelsFor }));
  expect(error).toMatchObject({
    _tag: 'EngineUnavailable',
    received: platform,
    expected: expect.stringMatching(/Linux/) as unknown,
    advice: expect.stringMatching(advice) as unknown,
  });
  expect(fake.calls()).toEqual([]);
});

test('reports missing C++ sources', async () => {
  using fake = fakeMachine();
  rmSync(fake.sources.native, { recursive: true });
  expect(await failure(fake.options)).toMatchObject({
    _tag: 'EngineUnavailable',
    expected: 'the C++ sources of the engine',
    advice: 'Run: npm ci',
  });
});

test('tries the next compiler if one fails, finally zig', async () => {
  using fake = fakeMachine();
  fake.program(
    'g++',
    `if (!args.includes('--version')) { console.error('fatal error: no headers'); process.exit(1); }`,
  );
  const steps = await collect(prepareEngine(fake.options));
  expect(steps.filter(({ _tag }) => _tag === 'Compiling')).toMatchObject([
    { compiler: 'g++' },
    { compiler: 'zig c++' },
  ]);
  expect(steps.filter(({ _tag }) => _tag === 'WillFetch')).toMatchObject([
    { downloads: [{ name: 'tensorflow 1.0' }] },
    { downloads: [{ name: 'ziglang 1.0' }] },
  ]);
  expect(steps.at(-1)?._tag).toBe('Ready');
});

test('tries the compiler in CXX first, with its arguments', async () => {
  using fake = fakeMachine();
  fake.program(
    'mine',
    `if (!args.includes('--version')) fs.writeFileSync(args[args.indexOf('-o') + 1], '');`,
  );
  const { environment } = fake.options.machine;
  await collect(prepareEngine(fake.with({ environment: { ...environment, CXX: 'mine -m64' } })));
  expect(fake.calls().find((call) => call.startsWith('mine') && call.includes('-shared'))).toMatch(
    /^mine -m64 -O2/,
  );
});

test('reports that there is neither a compiler nor zig', async () => {
  using fake = fakeMachine();
  fake.remove('g++');
  fake.program(
    'python3',
    `args.splice(0, 2); ${PIP_VERSION}
     if (args.at(-1).startsWith('zig')) { console.error('Connection refused'); process.exit(1); }
     fs.copyFileSync(path.join(root, 'tensorflow.whl'), path.join(args[args.indexOf('--dest') + 1], 'a.whl'));`,
  );
  const error = await failure(fake.options);
  expect(error).toMatchObject({
    received: expect.stringMatching(/^no compiler, and zig is unavailable: no connection/) as unknown,
    advice: expect.stringMatching(/apt-get install -y g\+\+$/) as unknown,
  });
});

test('reports a binding that does not load', async () => {
  using fake = fakeMachine();
  fake.program('node', `console.error('Error: GLIBC_2.99 not found'); process.exit(1);`);
  expect(await failure(fake.options)).toMatchObject({
    received: expect.stringMatching(/loading .* GLIBC_2\.99 not found/) as unknown,
  });
  expect(readdirSync(fake.engine)).toEqual(['tensorflow']);
});
