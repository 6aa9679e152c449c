import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bindingHash, nativeSourcesIn } from '../../../src/provision/engine/binding-hash.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function made() {
  const folder = temporaryFolder();
  const [bindingFolder, nativeFolder] = [join(folder.path, 'binding'), join(folder.path, 'native')];
  for (const each of [bindingFolder, nativeFolder]) mkdirSync(each);
  writeFileSync(join(bindingFolder, 'a.cc'), 'one');
  writeFileSync(join(bindingFolder, 'a.h'), 'two');
  writeFileSync(join(nativeFolder, 'b.cc'), 'three');
  const hash = (isMac = false): string => bindingHash({ bindingFolder, nativeFolder, isMac });
  return { ...folder, bindingFolder, nativeFolder, hash, [Symbol.dispose]: folder[Symbol.dispose] };
}

test('the hash does not depend on the folder, nor on other files in it', () => {
  using first = made();
  using second = temporaryFolder();
  cpSync(first.path, second.path, { recursive: true });
  writeFileSync(join(second.path, 'binding', 'README.md'), 'more');
  const paths = { bindingFolder: join(second.path, 'binding'), nativeFolder: join(second.path, 'native') };
  expect(first.hash()).toMatch(/^[0-9a-f]{8}$/);
  expect(bindingHash({ ...paths, isMac: false })).toBe(first.hash());
});

test('the hash changes with any source, its name, its folder, and the arguments of the compiler', () => {
  using sources = made();
  const { bindingFolder, nativeFolder, hash } = sources;
  const hashes = [hash(), hash(true)];
  writeFileSync(join(bindingFolder, 'a.h'), 'too');
  hashes.push(hash());
  writeFileSync(join(nativeFolder, 'c.cc'), '');
  hashes.push(hash());
  rmSync(join(nativeFolder, 'c.cc'));
  writeFileSync(join(bindingFolder, 'c.cc'), '');
  hashes.push(hash());
  expect(new Set(hashes).size).toBe(5);
});

test('headers are not listed as sources, and those of ops of TensorFlow apart', () => {
  using sources = made();
  writeFileSync(join(sources.nativeFolder, 'a.h'), '');
  writeFileSync(join(sources.nativeFolder, 'a.cc'), '');
  writeFileSync(join(sources.nativeFolder, 'c.kernel.cc'), '');
  expect(nativeSourcesIn(sources.nativeFolder)).toEqual({
    nativeSources: ['a.cc', 'b.cc'],
    kernelSources: ['c.kernel.cc'],
  });
});
