import { appendFileSync, mkdirSync, readdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concat, defer, EMPTY, from, NEVER, of, take, tap, timer, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { followLines, type FollowLinesConfig } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const lines = (config: FollowLinesConfig): Observable<string> =>
  followLines({ everyMs: 5, ...config }, ({ first, texts }) =>
    from(texts.map((text, i) => `${first + i} ${text}`)),
  );

/** Returns whether this process has the file open. */
const isOpen = (path: string): boolean =>
  readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false;
    }
  });

describe('followLines', () => {
  test('emits the existing lines with their numbers, without an incomplete one', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, 'a\n\nb\nc');
    expect(await collect(lines({ file, follow: false }))).toEqual(['1 a', '2 ', '3 b']);
    writeFileSync(file, '');
    expect(await collect(lines({ file, follow: false }))).toEqual([]);
  });

  test('emits new lines, also one written in pieces that split a character', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    const written = Buffer.from('b Ж\nc 日本\n');
    writeFileSync(file, 'a\n');
    const seen: string[] = [];
    const write = (from: number, to?: number): void => appendFileSync(file, written.subarray(from, to));
    // Ж is bytes 2 and 3.
    const steps = [() => write(0, 3), () => write(3, 9), () => write(9)];
    const writing$ = concat(
      ...steps.map((step) =>
        concat(
          timer(20),
          defer(() => (step(), EMPTY)),
        ),
      ),
    );
    await Promise.all([
      collect(
        lines({ file }).pipe(
          take(3),
          tap((line) => seen.push(line)),
        ),
      ),
      collect(writing$),
    ]);
    expect(seen).toEqual(['1 a', '2 b Ж', '3 c 日本']);
  });

  test('reads a large file in chunks that split characters, and lines longer than a chunk', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    // Three bytes per character: a chunk, whose size is a power of two, splits one of them.
    const written = [
      ...Array.from({ length: 2000 }, (_, i) => '日'.repeat(i % 300)),
      '本'.repeat(300_000),
      'z',
    ];
    writeFileSync(file, written.map((line) => `${line}\n`).join(''));
    const read = await collect(followLines({ file, follow: false }, ({ texts }) => from(texts)));
    expect(read.length).toBe(written.length);
    expect(read.every((line, i) => line === written[i])).toBe(true);
  });

  test('reads the next chunk when the output of the previous one completes', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(100_000));
    let chunks = 0;
    const slow$ = followLines({ file, follow: false }, ({ texts }) => {
      chunks++;
      return concat(of(texts.length), NEVER);
    });
    const first = await collect(slow$.pipe(take(1)));
    expect(chunks).toBe(1);
    expect(first[0]).toBeLessThan(5000);
  });

  test('starts over when the file is replaced or truncated', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, 'a\nb\n');
    const replace = (): void => {
      writeFileSync(`${file}.part`, 'new and longer\n');
      renameSync(`${file}.part`, file);
    };
    const truncate = (): void => writeFileSync(file, 'cut\n');
    const [seen] = await Promise.all([
      collect(lines({ file }).pipe(take(4))),
      collect(
        concat(
          timer(20),
          defer(() => (replace(), timer(30))),
          defer(() => (truncate(), EMPTY)),
        ),
      ),
    ]);
    expect(seen).toEqual(['1 a', '2 b', '1 new and longer', '1 cut']);
  });

  test('reads the lines written before follow returned false, then completes', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, 'a\n');
    let calls = 0;
    const follow = (): boolean => {
      calls++;
      if (calls === 4) appendFileSync(file, 'b\n');
      return calls < 4;
    };
    expect(await collect(lines({ file, follow }))).toEqual(['1 a', '2 b']);
  });

  test.skipIf(process.platform !== 'linux')(
    'closes the file at the end, on early unsubscribe and on error',
    async () => {
      using folder = temporaryFolder();
      const file = join(folder.path, 'metrics.jsonl');
      writeFileSync(file, 'a\n');
      await collect(lines({ file, follow: false }));
      expect(isOpen(file)).toBe(false);
      await collect(
        lines({ file }).pipe(
          tap(() => expect(isOpen(file)).toBe(true)),
          take(1),
        ),
      );
      expect(isOpen(file)).toBe(false);
      const failing$ = followLines({ file }, () => {
        throw new Error('lost');
      });
      await expect(collect(failing$)).rejects.toThrow('lost');
      expect(isOpen(file)).toBe(false);
    },
  );

  test('a missing file is BadData with the run folder', async () => {
    using folder = temporaryFolder();
    const detail = {
      _tag: 'BadData',
      where: folder.path,
      expected: 'a run folder with metrics.jsonl',
      advice: 'Runs are under runs/, or in the folder that --out named.',
    };
    const file = join(folder.path, 'metrics.jsonl');
    await expect(collect(lines({ file }))).rejects.toMatchObject({ detail });
    mkdirSync(file);
    await expect(collect(lines({ file }))).rejects.toMatchObject({ detail });
  });
});
