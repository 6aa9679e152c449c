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

test('a missing file, and a value that is neither a path nor a name, are refused', async () => {
  await expect(collect(pretrainedFolder('nowhere/model.safetensors'))).rejects.toThrow(
    /^nowhere\/model\.safetensors: expected a safetensors file, .*, received no such file or folder\. Check/,
  );
  await expect(collect(pretrainedFolder('/no/such/folder'))).rejects.toThrow(
    /^\/no\/such\/folder: expected a safetensors file, /,
  );
  await expect(collect(pretrainedFolder('no such name'))).rejects.toThrow(
    /^pretrained model: expected a name/,
  );
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
