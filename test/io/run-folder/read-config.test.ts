import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/core/index.ts';
import { hasRun, loadModule, readConfig, readRunConfig, readStoredRun } from '../../../src/io/index.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('readConfig accepts one JSON object only', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'config.json');
  const read = (text: string): string => {
    writeFileSync(path, text);
    const result = readConfig(path);
    return E.isRight(result) ? JSON.stringify(result.right) : describeError(result.left);
  };
  expect(read('{ "lr": 0.1 }')).toBe('{"lr":0.1}');
  expect(readRunConfig(folder.path)).toEqual(E.right({ lr: 0.1 }));
  expect(read('[1]')).toMatch(/expected a JSON object of options.*received JSON that is not an object/);
  expect(read(`{ "lr": ${'['.repeat(9999)}${']'.repeat(9999)} }`)).toMatch(
    /received JSON that is nested too deep/,
  );
  expect(read('{ lr: 1 }')).toMatch(/expected a JSON object of options.*received .*JSON/);
  expect(readConfig(join(folder.path, 'nowhere.json'))).toMatchObject({
    left: { _tag: 'BadOption', received: 'no such file or folder' },
  });
  expect(readRunConfig(join(folder.path, 'nowhere'))).toMatchObject({ left: { _tag: 'BadData' } });
});

describe('readStoredRun', () => {
  const stored = (config: object, started: object) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'config.json'), JSON.stringify(config));
    writeFileSync(join(folder.path, 'metrics.jsonl'), `${JSON.stringify({ config: started })}\n`);
    return readStoredRun(folder.path);
  };

  test('options that are lists or objects are compared by their values', () => {
    const config = { sizes: [32, 64], note: { a: 1 } };
    expect(stored(config, config)).toMatchObject({ right: { config } });
    expect(stored(config, { ...config, sizes: [32, 96] })).toMatchObject({
      left: { _tag: 'BadData', received: 'sizes: [32,96] then, [32,64] now' },
    });
  });

  test('an option with the name of what every object has is none of the configuration', () => {
    expect(stored({ lr: 1 }, { lr: 1, toString: 2 })).toMatchObject({ right: { config: { lr: 1 } } });
  });
});

test('hasRun looks for the files of a run', () => {
  using folder = temporaryFolder();
  const run = join(folder.path, 'run');
  expect(hasRun(run)).toBe(false);
  mkdirSync(run);
  expect(hasRun(run)).toBe(false);
  writeFileSync(join(run, 'metrics.jsonl'), '');
  expect(hasRun(run)).toBe(true);
});

test('loadModule emits the default export; a missing file is BadOption', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'mine.mjs');
  writeFileSync(path, 'export default 3;');
  expect(await only(loadModule(path))).toBe(3);
  await expect(only(loadModule(join(folder.path, 'nowhere.mjs')))).rejects.toMatchObject({
    detail: { _tag: 'BadOption', where: join(folder.path, 'nowhere.mjs') },
  });
});
