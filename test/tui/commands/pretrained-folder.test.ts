import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pretrainedFolder } from '../../../tui/commands/pretrained-folder.ts';
import { COMMIT } from '../../provision/pretrained/hub-imitation.ts';
import { NAME, setting } from '../../provision/pretrained/setting.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a path that exists is used as it is, without a request', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'w.safetensors');
  writeFileSync(file, '');
  for (const path of [folder.path, file])
    expect(await collect(pretrainedFolder(path))).toEqual([{ folder: path }]);
});

test.each(['nowhere/model.safetensors', '/no/such/folder', './nowhere', '../nowhere'])(
  'a path that does not exist is refused: %s',
  async (path) => {
    const error = await collect(pretrainedFolder(path)).catch((cause: unknown) => cause);
    expect(String(error)).toContain(
      `${path}: expected a safetensors file, a folder that holds model.safetensors, or the name of a pretrained model, ` +
        'received no such file or folder. Check the path.',
    );
  },
);

test('a value that is neither a path nor a name is refused', async () => {
  await expect(collect(pretrainedFolder('a b'))).rejects.toThrow(/^pretrained model: expected a name/);
});

test('a name: lines of progress, then the folder; afterwards only the folder', async () => {
  await using made = await setting();
  const { name, ...options } = made.options();
  const [first, ...rest] = await collect(pretrainedFolder(name, options));
  const found = { folder: join(made.root, COMMIT), name: `timm/${NAME}@${COMMIT}` };
  const ready = `The pretrained model is in ${found.folder} (licence: apache-2.0)`;
  expect(first).toMatch(
    new RegExp(`^Will download timm/${NAME} \\(300 kB, licence: apache-2.0\\) from http`),
  );
  expect(rest.at(-2)).toBe(ready);
  expect(rest.slice(0, -2).map(String).join('\n')).toMatch(
    /^timm\/made\.in1k, \d+%: \d+ k?B of 300 kB.*\nVerifying timm\/made\.in1k \(300 kB\)$/s,
  );
  expect(rest.at(-1)).toEqual(found);
  expect(await collect(pretrainedFolder(name, options))).toEqual([ready, found]);
});
