import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PRETRAINED } from '../../../src/core/index.ts';
import type { SharedOptions } from '../../../tui/cli/commands.ts';
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

const given = (
  name: string,
  options: Readonly<Record<string, unknown>> = {},
  shared: Partial<SharedOptions> = {},
) => collect(givenWeights(name, madeGiven({ options: { epochs: 3, ...options }, shared })));

const notice = (name: string): string =>
  `--pretrained ${name}: these weights are in the cache. For random weights: --pretrained none`;

test('train uses the weights of a usual architecture that are in the cache, and says so', async () => {
  const folders = ['resnet50d.ra2_in1k', 'resnet34d.ra2_in1k'].map(cached);
  expect(await given('train')).toMatchObject([
    { options: { epochs: 3, pretrained: folders[1] }, notices: [notice('resnet34d.ra2_in1k')] },
  ]);
  const smallest = cached('resnet18d.ra2_in1k');
  expect(await given('train')).toMatchObject([{ options: { pretrained: smallest } }]);
  expect(await given('train', { arch: 'xresnet50' })).toMatchObject([
    { options: { arch: 'xresnet50', pretrained: folders[0] }, notices: [notice('resnet50d.ra2_in1k')] },
  ]);
});

test('train does not use weights of other architectures, or incomplete ones', async () => {
  cached('resnet50.a1_in1k');
  const folder = cached('resnet18d.ra2_in1k');
  writeFileSync(join(folder, 'model.safetensors'), 'longer');
  const all = await given('train');
  expect(all).toEqual([madeGiven({ options: { epochs: 3 } })]);
  for (const arch of ['xresnet34', 'xse_resnet50'])
    expect(await given('train', { arch })).toEqual([madeGiven({ options: { epochs: 3, arch } })]);
});

test('other commands, a resumed run, and --pretrained none use none', async () => {
  cached('resnet18d.ra2_in1k');
  expect(await given('baseline', { arch: 'xresnet18' })).toEqual([
    madeGiven({ options: { epochs: 3, arch: 'xresnet18' } }),
  ]);
  expect(await given('train', {}, { resumes: true })).toEqual([
    madeGiven({ options: { epochs: 3 }, shared: { resumes: true } }),
  ]);
  for (const name of ['train', 'baseline'])
    expect(await given(name, { pretrained: PRETRAINED.none })).toEqual([
      madeGiven({ options: { epochs: 3, pretrained: undefined } }),
    ]);
});

test('a name, the usual weights of an architecture, and a path are found, without a notice', async () => {
  const small = cached('resnet18d.ra2_in1k');
  const large = cached('resnet50d.ra2_in1k');
  for (const [options, folder] of [
    [{ pretrained: 'resnet50d.ra2_in1k' }, large],
    [{ pretrained: PRETRAINED.usual, arch: 'xresnet50' }, large],
    [{ pretrained: PRETRAINED.usual }, small],
    [{ pretrained: large, arch: 'xresnet18' }, large],
  ] as const)
    for (const name of ['train', 'baseline'])
      expect(await given(name, options)).toEqual([
        madeGiven({ options: { epochs: 3, ...options, pretrained: folder } }),
      ]);
});

test('a resumed run has the folder of its weights', async () => {
  const folder = cached('resnet18d.ra2_in1k');
  const [resumed] = await given('train', { pretrained: folder }, { resumes: true });
  expect(resumed).toMatchObject({ options: { pretrained: folder }, notices: [] });
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
  expect(await collect(givenWeights('train', earlier))).toMatchObject([
    { notices: ['first', notice('resnet18d.ra2_in1k')] },
  ]);
});
