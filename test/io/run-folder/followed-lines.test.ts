import { appendFileSync, mkdirSync, readdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concat, defer, EMPTY, from, NEVER, of, take, tap, timer, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { followedLines, type FollowedLinesConfig } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const lines = (config: FollowedLinesConfig): Observable<string> =>
  followedLines({ everyMs: 5, ...config }, ({ first, texts }) =>
    from(texts.map((text, i) => `${first + i} ${text}`)),
  );

/** Whether this process has the file open. */
const isOpen = (path: string): boolean =>
  readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false;
    }
  });

describe('followedLines', () => {
  test('what is there, numbered; a line without an end is none', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, 'a\n\nb\nc');
    expect(await collect(lines({ file, follow: false }))).toEqual(['1 a', '2 ', '3 b']);
    writeFileSync(file, '');
    expect(await collect(lines({ file, follow: false }))).toEqual([]);
  });

  test('then what is written, also a line in two pieces, cut within a character', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    const written = Buffer.from('b Ж\nc 日本\n');
    writeFileSync(file, 'a\n');
    const seen: string[] = [];
    const write = (from: number, to?: number): void => appendFileSync(file, written.subarray(from, to));
    // Ж are bytes 2 and 3.
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

  test('pieces of a large file: every character right, lines longer than a piece too', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    // Three bytes each: pieces of a power of two cut one of them.
    const written = [
      ...Array.from({ length: 2000 }, (_, i) => '日'.repeat(i % 300)),
      '本'.repeat(300_000),
      'z',
    ];
    writeFileSync(file, written.map((line) => `${line}\n`).join(''));
    const read = await collect(followedLines({ file, follow: false }, ({ texts }) => from(texts)));
    expect(read.length).toBe(written.length);
    expect(read.every((line, i) => line === written[i])).toBe(true);
  });

  test('the next piece is read when what was made of the one before is complete', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(100_000));
    let pieces = 0;
    const slow$ = followedLines({ file, follow: false }, ({ texts }) => {
      pieces++;
      return concat(of(texts.length), NEVER);
    });
    const first = await collect(slow$.pipe(take(1)));
    expect(pieces).toBe(1);
    expect(first[0]).toBeLessThan(5000);
  });

  test('a file that is replaced, or cut, starts over', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, 'a\nb\n');
    const replace = (): void => {
      writeFileSync(`${file}.part`, 'new and longer\n');
      renameSync(`${file}.part`, file);
    };
    const cut = (): void => writeFileSync(file, 'cut\n');
    const [seen] = await Promise.all([
      collect(lines({ file }).pipe(take(4))),
      collect(
        concat(
          timer(20),
          defer(() => (replace(), timer(30))),
          defer(() => (cut(), EMPTY)),
        ),
      ),
    ]);
    expect(seen).toEqual(['1 a', '2 b', '1 new and longer', '1 cut']);
  });

  test('until nothing more may come: what was written before is read', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'metrics.jsonl');
    writeFileSync(file, 'a\n');
    let looks = 0;
    const follow = (): boolean => {
      looks++;
      if (looks === 4) appendFileSync(file, 'b\n');
      return looks < 4;
    };
    expect(await collect(lines({ file, follow }))).toEqual(['1 a', '2 b']);
  });

  test.skipIf(process.platform !== 'linux')(
    'the file is closed at the end, on early unsubscribe and on error',
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
      const failing$ = followedLines({ file }, () => {
        throw new Error('lost');
      });
      await expect(collect(failing$)).rejects.toThrow('lost');
      expect(isOpen(file)).toBe(false);
    },
  );

  test('no file: the run folder is named', async () => {
    using folder = temporaryFolder();
    const detail = {
      _tag: 'BadData',
      where: folder.path,
      expected: "a run's folder with metrics.jsonl",
      advice: 'Runs are under runs/, or where --out said.',
    };
    const file = join(folder.path, 'metrics.jsonl');
    await expect(collect(lines({ file }))).rejects.toMatchObject({ detail });
    mkdirSync(file);
    await expect(collect(lines({ file }))).rejects.toMatchObject({ detail });
  });
});
