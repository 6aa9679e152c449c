import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MillraceError, type AppError, type SavedModel } from '../../../src/core/index.ts';
import { createCapabilities } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { timmConfig } from './timm-config.ts';
import { typedFile } from './typed-file.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const { readWeights } = createCapabilities({ runFolder: '/nowhere' });

/** Writes a file into the folder, and returns its path. */
function write(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const array = (name: string, shape: readonly number[], ...values: readonly number[]) => ({
  ...{ name, dtype: 'F32', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) },
});
const torch = typedFile([array('conv1.weight', [2, 1, 1, 1], 1, -2), array('fc.bias', [1], 3)], {
  format: 'pt',
});

async function failure(path: string): Promise<AppError> {
  const error: unknown = await collect(readWeights(path)).catch((cause: unknown) => cause);
  if (!(error instanceof MillraceError)) throw new Error(`no MillraceError: ${String(error)}`);
  expect(error.detail._tag).toBe('BadData');
  expect(error.detail.advice).not.toBe('');
  return error.detail;
}

test("reads a folder of timm: the file's own shapes and order, and the configuration", async () => {
  const path = write('model.safetensors', torch);
  write('config.json', JSON.stringify(timmConfig));
  write('pytorch_model.bin', 'PK');
  const weights = {
    path,
    arrays: new Map([
      ['conv1.weight', { shape: [2, 1, 1, 1], data: Float32Array.of(1, -2) }],
      ['fc.bias', { shape: [1], data: Float32Array.of(3) }],
    ]),
    description: null,
  };
  const read = await only(readWeights(folder.path));
  expect(read).toMatchObject({ ...weights, config: { architecture: 'resnet18d', inputSize: [224, 224] } });
  expect([...read.arrays.keys()]).toEqual(['conv1.weight', 'fc.bias']);
  expect(await only(readWeights(path))).toEqual(read);
  expect(await only(readWeights(write('elsewhere/other.safetensors', torch)))).toMatchObject({
    config: null,
  });
});

const model: SavedModel = {
  description: {
    ...{ architecture: 'xresnet18', outputs: 1, vocab: ['cat'], size: [8, 8], normalization: null },
    ...{ task: { kind: 'single-label' }, preparation: null },
  },
  weights: new Map([['head.weight', { shape: [1, 1], data: Float32Array.of(1) }]]),
};

test('reads the best model of a run folder, with its description and without the configuration of the run', async () => {
  const world = createCapabilities({ runFolder: folder.path });
  write('config.json', '{"architecture":18}');
  await only(world.saveModel(model));
  const last = { path: join(folder.path, 'model.safetensors'), config: null };
  expect(await only(readWeights(folder.path))).toEqual({
    ...last,
    description: model.description,
    arrays: model.weights,
  });
  await only(world.saveModel(model, 'best'));
  expect(await only(readWeights(folder.path))).toMatchObject({ path: join(folder.path, 'best.safetensors') });
});

test("another program's description is no description; a damaged one of Millrace is refused", async () => {
  const file = (format: string) =>
    write('m.safetensors', typedFile([array('a', [1], 1)], { format, description: 'words' }));
  expect(await only(readWeights(file('pt')))).toMatchObject({ description: null });
  expect(await failure(file('millrace'))).toMatchObject({
    received: 'a network description that is not JSON',
  });
});

test('reads through a link, as the cache of other programs holds files', async () => {
  write('blobs/abc', torch);
  mkdirSync(join(folder.path, 'snapshot'));
  symlinkSync('../blobs/abc', join(folder.path, 'snapshot', 'model.safetensors'));
  expect((await only(readWeights(join(folder.path, 'snapshot')))).arrays.size).toBe(2);
});

test.each(['model.pt', 'model.PTH', 'pytorch_model.bin', 'model.pkl', 'last.ckpt', 'model.pth.tar'])(
  'refuses %s without reading it',
  async (name) => {
    const path = write(name, torch);
    const { received, advice } = await failure(path);
    expect(received).toMatch(
      /^\S+, which may be a pickle file: reading one can run code, so nothing was read$/,
    );
    expect(advice).toContain("safetensors.torch.save_file(model.state_dict(), 'model.safetensors')");
  },
);

test('refuses a folder with pickle files, with files of other names, and without a model', async () => {
  expect((await failure(folder.path)).received).toBe('a folder without a model');
  write('pytorch_model.bin', torch);
  expect((await failure(folder.path)).received).toMatch(
    /^a folder with only pytorch_model\.bin, which may be a pickle/,
  );
  write('model-00001-of-00002.safetensors', torch);
  expect(await failure(folder.path)).toMatchObject({
    received: 'a folder with model-00001-of-00002.safetensors',
    advice: 'Choose one of these files.',
  });
});

test.each([
  ['an empty file', '', /^0 bytes, too few/],
  ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 4\n', /pointer of Git LFS/],
  ['a page', '\n<!DOCTYPE html><html>', /an HTML page instead of the file/],
  ['a pickle file', Buffer.from([0x80, 2, 0x7d, 0x71, 0, 0, 0, 0, 0]), /a pickle file/],
  ['an archive of PyTorch', `PK\x03\x04${'x'.repeat(99)}`, /a pickle file or an archive/],
  ['a file cut in its values', torch.subarray(0, -4), /^a truncated file: 8 bytes of values instead of 12$/],
  ['a file cut in its header', torch.subarray(0, 20), /^a truncated file: a header of \d+ bytes/],
  ['infinite weights', typedFile([array('w', [2], 0, Infinity)]), /^numbers that are not finite in w$/],
  ['integers', typedFile([{ ...array('w', [1], 1), dtype: 'I32' }]), /: w \(I32\)$/],
])('refuses %s', async (_, content, reason) => {
  expect((await failure(write('model.safetensors', content))).received).toMatch(reason);
});

test.each([
  ['{"architecture":"a","num_classes":"10"}', 'an integer from 0 to 1000000 in "num_classes"', '"10"'],
  ['<html>', 'a configuration in JSON', 'text that is not JSON'],
  [' '.repeat(2 ** 20 + 1), 'a file of at most 1048576 bytes', '1048577 bytes'],
])('a configuration that is invalid: %.40s', async (text, expected, received) => {
  const path = write('model.safetensors', torch);
  const config = write('config.json', text);
  expect(await failure(path)).toMatchObject({ where: config, expected, received });
});

test('a missing file, and one that is neither a file nor a folder', async () => {
  expect(await failure(join(folder.path, 'none'))).toMatchObject({ received: 'no such file or folder' });
  expect(await failure('/dev/null')).toMatchObject({ received: 'a pipe or a device' });
});
