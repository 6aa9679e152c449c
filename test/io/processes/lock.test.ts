import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { map, of, tap, timer } from 'rxjs';
import { expect, test } from 'vitest';
import { withLock } from '../../../src/io/processes/lock.ts';
import { marbles } from '../../support/marbles.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const other = { pid: 4, host: 'another' };
const letters = (step: unknown): string => (typeof step === 'string' ? step : 'w');

test('holds the lock while the work runs', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'lock');
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const work = cold('   --a-|');
    const subs = '        ^---!';
    const expected = '    --a-|';
    const seen = withLock(file, work).pipe(
      tap(() =>
        expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, host: hostname() }),
      ),
    );
    expectObservable(seen).toBe(expected);
    expectSubscriptions(work.subscriptions).toBe(subs);
  });
  expect(existsSync(file)).toBe(false);
});

test('waits while another process holds the lock, emits Waiting once, then runs the work', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'lock');
  writeFileSync(file, JSON.stringify(other));
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    timer(650).subscribe(() => rmSync(file));
    const work = cold('           (a|)');
    const subs = '  900ms         (^!)';
    const expected = 'w 899ms    (a|)';
    expectObservable(withLock(file, work).pipe(map(letters))).toBe(expected);
    expectSubscriptions(work.subscriptions).toBe(subs);
  });
});

test('does not touch the lock of another process when unsubscribed while waiting', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'lock');
  writeFileSync(file, JSON.stringify(other));
  marbles().run(({ expectObservable }) => {
    expectObservable(withLock(file, of('a')).pipe(map(letters)), '^ 700ms !').toBe('w');
  });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(other);
});

test.each([
  ['never', '    ---', '  ^--!'],
  ['error', '    -a#', '  ^--!'],
  ['endless', '  aaaaaaaaaa', '^--!'],
])('%s: releases the lock when unsubscribed', (_, marble, unsubscription) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'lock');
  marbles().run(({ cold, expectObservable }) => {
    const expected = marble.trim().slice(0, 3);
    expectObservable(withLock(file, cold(marble)), unsubscription).toBe(expected);
  });
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['a dead process', JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }), 0],
  ['a machine that has been silent for over a minute', JSON.stringify(other), 61],
  ['a process that died while writing it', '', 61],
])('takes over the lock of %s', (_, content, age) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'lock');
  writeFileSync(file, content);
  const then = new Date(Date.now() - age * 1000);
  utimesSync(file, then, then);
  marbles().run(({ cold, expectObservable }) => {
    const expected = '(a|)';
    expectObservable(withLock(file, cold('(a|)')).pipe(map(letters))).toBe(expected);
  });
});

test('creates the folder of the lock', () => {
  using folder = temporaryFolder();
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(withLock(join(folder.path, 'a', 'b', 'lock'), cold('(a|)'))).toBe('(a|)');
  });
});
