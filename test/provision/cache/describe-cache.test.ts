import { expect, test } from 'vitest';
import {
  cleanQuestion,
  describeCache,
  describeCleaned,
  type CacheEntry,
} from '../../../src/provision/cache/index.ts';

const engine: CacheEntry = {
  kind: 'engines',
  name: 'tensorflow-2.21.0-cpu-linux-x64',
  path: '/c/tensorflow-2.21.0-cpu-linux-x64',
  bytes: 867e6,
  lastUsed: '2026-11-29T03:26:59.967Z',
};
const items: CacheEntry = { kind: 'items', name: 'items', path: '/c/items', bytes: 5e9, lastUsed: null };

test('describes entries as a table with a total', () => {
  expect(describeCache('/c', [engine, items]).split('\n')).toEqual([
    'kind       size  last used   path',
    'engines  867 MB  2026-11-29  /c/tensorflow-2.21.0-cpu-linux-x64',
    'items    5.0 GB  unknown     /c/items',
    'total    5.9 GB              /c',
  ]);
  expect(describeCache('/c', [])).toBe('Nothing in /c');
});

test('asks before removing, and describes the outcome', () => {
  expect(cleanQuestion('/c', [engine, items])).toBe(
    'Runs that use these files will fail. Remove 5.9 GB in /c? [y/N] ',
  );
  expect(describeCleaned({ _tag: 'Removed', entry: items })).toBe('Removed /c/items (5.0 GB)');
  expect(describeCleaned({ _tag: 'Kept', entry: items, reason: 'in use by process 3 on mill' })).toBe(
    'Kept /c/items: in use by process 3 on mill',
  );
});
