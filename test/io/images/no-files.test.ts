import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeImage, liveDisk } from '../../../src/io/index.ts';
import { BadImage, toBadImage } from '../../../src/io/images/bad-image.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => {
  folder[Symbol.dispose]();
});

const at = (name: string): string => join(folder.path, name);

/** Returns why the image at a path cannot be used. */
async function reasonAt(image: string): Promise<string> {
  const result = await only(decodeImage({ image, plan: () => [] }));
  if (E.isRight(result)) throw new Error(`${image} was decoded`);
  return result.left;
}

describe('what is no file is told as what it is', () => {
  test('a missing file', async () => {
    expect(await reasonAt(at('missing.jpg'))).toBe('cannot be decoded: no such file');
  });

  test('a folder', async () => {
    mkdirSync(at('folder.jpg'));
    expect(await reasonAt(at('folder.jpg'))).toBe('cannot be decoded: a folder, not a file');
  });

  test('symbolic links to nothing and to themselves', async () => {
    symlinkSync('missing.jpg', at('dangling.jpg'));
    expect(await reasonAt(at('dangling.jpg'))).toBe('cannot be decoded: a symbolic link to a missing file');
    symlinkSync('loop.jpg', at('loop.jpg'));
    expect(await reasonAt(at('loop.jpg'))).toBe('cannot be decoded: a symbolic link that leads to itself');
  });

  test('a device and a socket', async () => {
    symlinkSync('/dev/null', at('device.jpg'));
    expect(await reasonAt(at('device.jpg'))).toBe('cannot be decoded: a device, not a file');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('socket.jpg'), resolve));
    expect(await reasonAt(at('socket.jpg'))).toBe('cannot be decoded: a socket, not a file');
    await new Promise((resolve) => server.close(resolve));
  });

  test('a file in a file, and a name that is too long', async () => {
    writeFileSync(at('file'), '');
    expect(await reasonAt(at('file/a.jpg'))).toBe('cannot be decoded: a file instead of a folder');
    expect(await reasonAt(at(`${'a'.repeat(300)}.jpg`))).toBe('cannot be decoded: name too long');
  });

  test('a file without permission', () => {
    const cause = Object.assign(new Error("EACCES: permission denied, open '/a.jpg'"), {
      code: 'EACCES',
      syscall: 'open',
    });
    expect(toBadImage(cause, 'jpg')).toEqual(new BadImage('permission denied'));
  });
});

test('a name that is not valid UTF-8, as it was listed', async () => {
  mkdirSync(at('names'));
  writeFileSync(Buffer.concat([Buffer.from(at('names/')), Buffer.of(0xe9), Buffer.from('.jpg')]), 'any');
  const listed = await only(liveDisk.readDirectory(at('names')));
  const names = listed.map(({ name }) => name).filter((name) => name !== '.');
  expect(names).toHaveLength(1);
  expect(await reasonAt(at(`names/${names[0]!}`))).toBe(
    'cannot be decoded: its name is not valid UTF-8: rename the file',
  );
});

test('a file of more than 1 GB is not read', async () => {
  writeFileSync(at('long.jpg'), Buffer.of(0xff, 0xd8, 0xff));
  truncateSync(at('long.jpg'), 1.5e9);
  expect(await reasonAt(at('long.jpg'))).toBe('cannot be decoded: a file of 1.5 GB; at most 1.0 GB');
});
