import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ignoreElements, lastValueFrom, type Observable } from 'rxjs';
import { create } from 'tar';
import { engineUnavailable } from '../../../src/core/index.ts';
import { readTar } from '../../../src/provision/data-sets/read-tar.ts';
import { unzip } from '../../../src/provision/wheels/unzip.ts';
import { isSystemError, toMillraceError } from '../../../src/provision/fetching/fetch-error.ts';
import { unpackTar } from '../../../src/provision/fetching/unpack-tar.ts';
import { zip } from '../../support/zip.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { pick } from '../mutations/mutated.ts';
import { mutateTarEnd, mutateTarHeader } from '../mutations/tar-header.ts';

const MAX_BYTES = 2 ** 20;

/** A file that is no archive is an error like any other; these are mistakes of a program. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * Archives of data sets and engines: whatever is in them, only regular files of a bounded size appear, and only in the
 * folder. Their hashes are pinned; this is the second line of defence.
 */
const prepare: PrepareTarget = (folder) => {
  const source = join(folder, 'source');
  mkdirSync(join(source, 'root/train'), { recursive: true });
  mkdirSync(join(source, 'root/val'), { recursive: true });
  for (const name of ['train/1.txt', 'train/2.txt', 'val/3.txt', `val/${'long'.repeat(30)}.txt`])
    writeFileSync(join(source, 'root', name), name.repeat(40));
  const tgz = join(folder, 'source.tgz');
  create({ cwd: source, file: tgz, gzip: true, sync: true, portable: true, mtime: new Date(0) }, ['root']);
  const packed = readFileSync(tgz);
  const tar = gunzipSync(packed);
  const wheel = zip({ 'tensorflow/a.so': 'a'.repeat(500), 'tensorflow/include/b.h': 'b', 'other/c': 'c' }, [
    'other/c',
  ]);
  rmSync(source, { recursive: true });
  rmSync(tgz);
  const gzipped = (bytes: Buffer): Buffer => gzipSync(bytes, { level: 1 });
  return {
    mutant: (draw) => {
      const [file, bytes, how] = pick(draw, [
        () => ['a.tgz', mutateBytes(packed, draw).value, 'change bytes'] as const,
        () =>
          ['a.tgz', gzipped(mutateBytes(tar, draw, [tar]).value), 'change bytes before compression'] as const,
        () => ['a.tgz', gzipped(mutateTarHeader(tar, draw)), 'change a header'] as const,
        () =>
          [
            'a.tgz',
            gzipped(mutateTarHeader(mutateTarHeader(tar, draw), draw)),
            'change two headers',
          ] as const,
        () => ['a.tgz', gzipped(mutateTarEnd(tar, draw)), 'change the end'] as const,
        () => ['a.zip', mutateBytes(wheel, draw, [wheel]).value, 'change bytes'] as const,
      ])();
      return { file, bytes, how };
    },
    examine: async ({ file, bytes }, draw) => {
      // Another folder each time: an entry that is being written when an archive is refused comes late.
      const place = mkdtempSync(join(folder, 'mutant-'));
      const [archive, out] = [join(place, file), join(place, 'out')];
      writeFileSync(archive, bytes);
      mkdirSync(out);
      const work: Observable<unknown> =
        file === 'a.zip'
          ? unzip({ archive, folder: out, keep: /./ })
          : draw() < 0.8
            ? unpackTar({ archive, folder: out, maxEntries: 20, maxBytes: MAX_BYTES })
            : readTar(archive, ['root/train/1.txt'], MAX_BYTES);
      try {
        await lastValueFrom(work.pipe(ignoreElements()), { defaultValue: null });
      } catch (cause) {
        if (MISTAKES.some((kind) => cause instanceof kind)) throw cause;
        check(!isSystemError(cause), `reported as a fault of the disk: ${String(cause)}`);
        throw toMillraceError(cause, { where: 'a data set', folder, unwritable: engineUnavailable });
      } finally {
        const found = readdirSync(out, { recursive: true, withFileTypes: true });
        const sizes = found.map((each) => statSync(join(each.parentPath, each.name)).size);
        check(
          found.every((each) => each.isFile() || each.isDirectory()),
          'neither a file nor a folder',
        );
        check(sizes.reduce((a, b) => a + b, 0) <= MAX_BYTES, 'too many bytes');
        check(readdirSync(place).join() === `${file},out`, 'something beside the folder');
        rmSync(place, { recursive: true, maxRetries: 3 });
      }
    },
  };
};

export default prepare;
