import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../', import.meta.url);
const table = readFileSync(new URL('faults.md', folder), 'utf8');

const named = [...table.matchAll(/[\w/-]+\.test\.tsx?/g)].map(([name]) => name);

test('every test that the table of faults names exists', () => {
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !existsSync(new URL(name, folder)))).toEqual([]);
});
