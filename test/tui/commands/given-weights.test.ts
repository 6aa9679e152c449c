import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PRETRAINED } from '../../../src/core/index.ts';
import type { Given, SharedOptions } from '../../../tui/cli/commands.ts';
import { givenWeights } from '../../../tui/commands/given-weights.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven } from '../made-given.ts';

const COMMIT = 'a'.repeat(40);
let cache: ReturnType<typeof temporaryFolder>;

/** The cache is empty, and nothing can be downloaded. */
beforeEach(() => {
  cache = temporaryFolder();
  for (const name of ['XDG_CACHE_HOME', 'HF_HUB_CACHE', 'HF_HOME']) vi.stubEnv(name, cache.path);
  vi.stubEnv('HF_HUB_OFFLINE', '1');
});

afterEach(() => {
  vi.unstubAllEnvs();
  cache[Symbol.dispose]();
});

/** Puts a model into the cache; returns its folder. */
function cached(name: string): string {
  const root = join(cache.path, 'millrace', 'pretrained', 'timm', name);
  const folder = join(root, COMMIT);
  for (const each of [folder, join(root, 'refs')]) mkdirSync(each, { recursive: true });
  writeFileSync(join(root, 'refs', 'main'), `${COMMIT}\n`);
  writeFileSync(join(folder, 'source.json'), JSON.stringify({ bytes: 1 }));
  writeFileSync(join(folder, 'model.safetensors'), '-');
  return folder;
}

/** Returns the arguments of a command with its weights, without the lines of progress. */
const given = async (
  name: string,
  options: Readonly<Record<string, unknown>> = {},
  shared: Partial<SharedOptions> = {},
): Promise<Given> => {
  const command = { name, file: undefined };
  const events = await collect(
    givenWeights(command, madeGiven({ options: { epochs: 3, ...options }, shared })),
  );
  return events.filter((event) => typeof event !== 'string').at(-1)!;
};

const notice = (name: string): string =>
  `--pretrained ${name}: these weights are in the cache. For random weights: --pretrained none`;

/** Returns what the arguments say of weights in the cache: their name with the commit, and their folder. */
const named = (name: string, folder: string) => ({
  options: { pretrained: `timm/${name}@${COMMIT}` },
  weights: { name: `timm/${name}@${COMMIT}`, folder },
});

test('train uses the weights of a usual architecture that are in the cache, and says so', async () => {
  const [, middle] = [cached('resnet50d.ra2_in1k'), cached('resnet34d.ra2_in1k')];
  expect(await given('train')).toMatchObject({
    ...named('resnet34d.ra2_in1k', middle),
    notices: [notice('resnet34d.ra2_in1k')],
  });
  const smallest = cached('resnet18d.ra2_in1k');
  expect(await given('train')).toMatchObject(named('resnet18d.ra2_in1k', smallest));
  expect(await given('train', { arch: 'xresnet50' })).toMatchObject({
    options: { arch: 'xresnet50' },
    notices: [notice('resnet50d.ra2_in1k')],
  });
});

test('train records random weights if none fit: other architectures, incomplete files, another normalization', async () => {
  cached('resnet50.a1_in1k');
  const folder = cached('resnet18d.ra2_in1k');
  const advice: unknown = expect.stringContaining('--pretrained downloads them once');
  const random = { options: { pretrained: 'none' }, notices: [advice] };
  for (const options of [{ arch: 'xresnet34' }, { arch: 'xse_resnet50' }, { normalize: 'batch' }])
    expect(await given('train', options)).toMatchObject(random);
  writeFileSync(join(folder, 'model.safetensors'), 'longer');
  expect(await given('train')).toMatchObject(random);
  await expect(given('train', { freeze: 5 })).rejects.toThrow(
    /^--freeze: .*has no effect without pretrained/,
  );
});

test('other commands, a resumed or a repeated training, and those of the user choose none', async () => {
  cached('resnet18d.ra2_in1k');
  const unchanged = async (name: string, options: object = {}, shared: Partial<SharedOptions> = {}) => {
    const result = await given(name, options as Record<string, unknown>, shared);
    expect(result).toEqual(madeGiven({ options: { epochs: 3, ...options }, shared }));
  };
  await unchanged('baseline', { arch: 'xresnet18' });
  await unchanged('train', {}, { resumes: true });
  for (const name of ['train', 'baseline']) await unchanged(name, { pretrained: PRETRAINED.none });
  for (const source of ['continue', 'from'])
    await unchanged('tta', { pretrained: 'gone', [source]: 'runs/a' });
  const own = madeGiven({ options: { pretrained: 'of my own' } });
  expect(await collect(givenWeights({ name: 'train', file: '/own.ts' }, own))).toEqual([own]);
});

test('a name, the usual weights of an architecture, and a path are found, without a notice', async () => {
  const small = cached('resnet18d.ra2_in1k');
  const large = cached('resnet50d.ra2_in1k');
  for (const [options, found] of [
    [{ pretrained: 'resnet50d.ra2_in1k' }, named('resnet50d.ra2_in1k', large)],
    [{ pretrained: PRETRAINED.usual, arch: 'xresnet50' }, named('resnet50d.ra2_in1k', large)],
    [{ pretrained: PRETRAINED.usual }, named('resnet18d.ra2_in1k', small)],
    [{ pretrained: large, arch: 'xresnet18' }, { options: { pretrained: large } }],
  ] as const)
    for (const name of ['train', 'baseline'])
      expect(await given(name, options)).toMatchObject({ ...found, notices: [] });
});

test('a resumed run finds its weights by their name', async () => {
  const folder = cached('resnet18d.ra2_in1k');
  const found = named('resnet18d.ra2_in1k', folder);
  expect(await given('train', found.options, { resumes: true })).toMatchObject({ ...found, notices: [] });
  await expect(given('train', { pretrained: `${folder}/gone` }, { resumes: true })).rejects.toThrow(
    /gone: expected a safetensors file, .*received no such file or folder/,
  );
});

test('weights that are not in the cache are an error offline; earlier notices stay', async () => {
  await expect(given('baseline', { pretrained: 'resnet34d.ra2_in1k' })).rejects.toThrow(
    /^pretrained model resnet34d\.ra2_in1k: expected a model in .*HF_HUB_OFFLINE forbids requests/,
  );
  cached('resnet18d.ra2_in1k');
  const earlier = { ...madeGiven({ options: {} }), notices: ['first'] };
  const events = await collect(givenWeights({ name: 'train', file: undefined }, earlier));
  expect(events.at(-1)).toMatchObject({ notices: ['first', notice('resnet18d.ra2_in1k')] });
});
