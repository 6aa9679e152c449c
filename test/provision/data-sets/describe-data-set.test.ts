import { expect, test } from 'vitest';
import { imagenetteNames } from '../../../src/core/index.ts';
import { describeDataSet, type DataSetProgress } from '../../../src/provision/data-sets/index.ts';
import { IMAGENETTE } from '../../../src/provision/data-sets/imagenette.ts';

const name = 'imagenette-320';
const will = { _tag: 'WillFetch', name, url: 'https://a/b.tgz', bytes: 341_663_724, folder: '/c' } as const;
const arriving = { _tag: 'Downloading', name, bytes: 120e6, totalBytes: 341_663_724 } as const;

test.each<readonly [DataSetProgress, string]>([
  [{ _tag: 'Waiting', pid: 7, host: 'h' }, 'Another process (7 on h) fetches the data set: waiting for it'],
  [{ _tag: 'Waiting', pid: 0, host: '' }, 'Another process fetches the data set: waiting for it'],
  [
    { ...will, bytesHere: 0, diskBytes: 715e6 },
    'Will fetch imagenette-320 (342 MB) from https://a/b.tgz, once, into /c; needs 715 MB of disk',
  ],
  [
    { ...will, bytesHere: 950_000, diskBytes: 1.55e9 },
    'Will fetch imagenette-320 (342 MB, of which 950 kB are here) from https://a/b.tgz, once, into /c; needs 1.6 GB of disk',
  ],
  [{ ...arriving, bytesPerSecond: 0, secondsLeft: null }, 'imagenette-320: 120 MB of 342 MB'],
  [
    { ...arriving, bytesPerSecond: 8.2e6, secondsLeft: 27.03 },
    'imagenette-320: 120 MB of 342 MB, 8 MB/s, 27 s left',
  ],
  [
    { ...arriving, bytesPerSecond: 3e5, secondsLeft: 739 },
    'imagenette-320: 120 MB of 342 MB, 300 kB/s, 12 min left',
  ],
  [
    { ...arriving, bytesPerSecond: 2e4, secondsLeft: 11_083 },
    'imagenette-320: 120 MB of 342 MB, 20 kB/s, 3.1 h left',
  ],
  [
    { _tag: 'Retrying', name, reason: 'other side closed', seconds: 2 },
    'imagenette-320: other side closed; going on in 2 s',
  ],
  [{ _tag: 'Verifying', name, bytes: 341_663_724 }, 'Verifying imagenette-320 (342 MB)'],
  [
    { _tag: 'StartingOver', name },
    'imagenette-320: what arrived in pieces is damaged and was deleted; fetching it once more from the start',
  ],
  [{ _tag: 'Unpacking', name, bytes: 1e6, totalBytes: 342e6 }, 'Unpacking imagenette-320: 1 MB of 342 MB'],
  [{ _tag: 'ImagesReady', folder: '/c' }, 'The images are in /c'],
])('%o', (progress, line) => {
  expect(describeDataSet(progress)).toBe(line);
});

test('the archives of Imagenette', () => {
  for (const key of imagenetteNames) {
    const archive = IMAGENETTE[key];
    expect(archive.name).toBe(key);
    expect(archive.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(archive.unpackedBytes).toBeGreaterThan(archive.bytes);
  }
  expect(IMAGENETTE['imagenette-160'].file).toBe('imagenette2-160.tgz');
});
