import { expect, test } from 'vitest';
import { imagenetteNames } from '../../../src/core/index.ts';
import { describeDataSet, type DataSetProgress } from '../../../src/provision/data-sets/index.ts';
import { IMAGENETTE } from '../../../src/provision/data-sets/imagenette.ts';

const name = 'imagenette-320';
const will = { _tag: 'WillFetch', how: 'from https://a/b.tgz', folder: '/c' } as const;
const bytes = 341_663_724;
const arriving = { _tag: 'Downloading', name, bytes: 120e6, totalBytes: 341_663_724 } as const;

test.each<readonly [DataSetProgress, string]>([
  [{ _tag: 'Waiting', pid: 7, host: 'h' }, 'Waiting: process 7 on h is preparing the same files'],
  [{ _tag: 'Waiting', pid: 0, host: '' }, 'Waiting: another process is preparing the same files'],
  [
    { ...will, downloads: [{ name, bytes, bytesHere: 0 }], diskBytes: 715e6 },
    'Will download imagenette-320 (342 MB) from https://a/b.tgz, once, into /c; needs 715 MB of disk space',
  ],
  [
    { ...will, downloads: [{ name, bytes, bytesHere: 950_000 }], diskBytes: 1.55e9 },
    'Will download imagenette-320 (342 MB, 950 kB of it already here) from https://a/b.tgz, once, into /c; needs 1.6 GB of disk space',
  ],
  [{ ...arriving, bytesPerSecond: 0, secondsLeft: null }, 'imagenette-320: 120 MB of 342 MB'],
  [
    { ...arriving, bytesPerSecond: 8.2e6, secondsLeft: 27.03 },
    'imagenette-320: 120 MB of 342 MB, 8 MB/s, 27s left',
  ],
  [
    { ...arriving, bytesPerSecond: 3e5, secondsLeft: 739 },
    'imagenette-320: 120 MB of 342 MB, 300 kB/s, 12m left',
  ],
  [
    { ...arriving, bytesPerSecond: 2e4, secondsLeft: 11_083 },
    'imagenette-320: 120 MB of 342 MB, 20 kB/s, 3.1h left',
  ],
  [
    { _tag: 'Retrying', name, reason: 'other side closed', seconds: 2 },
    'imagenette-320: other side closed; continuing in 2s',
  ],
  [{ _tag: 'Verifying', name, bytes: 341_663_724 }, 'Verifying imagenette-320 (342 MB)'],
  [
    { _tag: 'StartingOver', name },
    'imagenette-320: the file is damaged and was deleted; downloading it again from the start',
  ],
  [{ _tag: 'Unpacking', name, bytes: 1e6, totalBytes: 342e6 }, 'Unpacking imagenette-320: 1 MB of 342 MB'],
  [{ _tag: 'ImagesReady', folder: '/c' }, 'The images are in /c'],
])('%o', (progress, line) => {
  expect(describeDataSet(progress)).toBe(line);
});

test('the archives of Imagenette have their names, files and plausible sizes', () => {
  for (const key of imagenetteNames) {
    const archive = IMAGENETTE[key];
    expect(archive.name).toBe(key);
    expect(archive.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(archive.unpackedBytes).toBeGreaterThan(archive.bytes);
  }
  expect(IMAGENETTE['imagenette-160'].file).toBe('imagenette2-160.tgz');
});
