import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Prediction } from '../../src/core/index.ts';
import { readModelDescription } from '../../src/io/index.ts';
import { xresnet18 } from '../../src/nn/index.ts';
import { cacheFolder } from '../../src/provision/cache/index.ts';
import { timmConfig } from '../io/models/timm-config.ts';
import { COMMIT, hubImitation, type HubImitation } from '../provision/pretrained/hub-imitation.ts';
import { millrace } from '../support/command-line.ts';
import { smallRuns } from '../support/small-runs.ts';
import { timmWeights, weightsFile } from '../support/timm-weights.ts';

const { at, photos, resultOf } = smallRuns();
/** The usual weights of xresnet18. */
const NAME = 'resnet18d.ra2_in1k';
/** Other statistics than those of ImageNet. */
const halves = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const options = [
  ...['--data', photos, '--size', '32', '--item-size', '32', '--batch-size', '16', '--epochs', '1'],
  ...['--seed', '1', '--no-best', '--plain'],
];
let hub: HubImitation;

beforeAll(async () => {
  const config = { ...timmConfig, pretrained_cfg: { ...timmConfig.pretrained_cfg, ...halves } };
  hub = await hubImitation({
    weights: weightsFile(timmWeights(xresnet18({ outputs: 1000 }))),
    config: JSON.stringify(config),
  });
});

/** The Hub is imitated; the cache of models is empty at first, and the engine is read where it is. */
beforeEach(() => {
  vi.stubEnv('MILLRACE_SHARED_ENGINES', cacheFolder(process.env));
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  for (const name of ['HF_HUB_CACHE', 'HF_HOME', 'HF_TOKEN', 'HF_HUB_OFFLINE']) vi.stubEnv(name, '');
  vi.stubEnv('XDG_CACHE_HOME', at('cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
});

test('baseline downloads weights once, trains from them with their normalization, and its model predicts', async () => {
  const [first, second] = [at('first'), at('second')];
  const folder = join(at('cache'), 'millrace', 'pretrained', 'timm', NAME, COMMIT);
  const downloaded = await millrace(['baseline', ...options, '--pretrained', NAME, '--out', first]);
  expect(downloaded).toMatchObject({ code: 0, stderr: '' });
  const lines = downloaded.stdout.split('\n');
  expect(lines[0]).toMatch(
    new RegExp(
      `^Will download timm/${NAME} \\(47 MB, licence: apache-2.0\\) from ${hub.endpoint}/.*, once, into ${folder}; needs 47 MB`,
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^timm/${NAME}, \\d+%: .* of 47 MB`)));
  expect(lines).toContain(`Verifying timm/${NAME} (47 MB)`);
  expect(downloaded.stdout).toContain(
    `loaded pretrained weights of ${join(folder, 'model.safetensors')} (resnet18d, 1000 classes, 224×224 px, central crop of 0.875, licence apache-2.0); ` +
      'the head is new; images are normalized by mean 0.5, 0.5, 0.5 and standard deviation 0.5, 0.5, 0.5',
  );
  expect(hub.requests).toHaveLength(5);
  expect(readModelDescription(first)).toMatchObject({ architecture: 'xresnet18', normalization: halves });
  const config: unknown = JSON.parse(readFileSync(join(first, 'config.json'), 'utf8'));
  expect(config).toMatchObject({ arch: 'xresnet18', pretrained: `timm/${NAME}@${COMMIT}` });

  // Without a name, the usual weights of the architecture.
  const again = await millrace([
    ...['baseline', ...options, '--arch', 'xresnet18', '--out', second, '--pretrained'],
  ]);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).not.toMatch(/download|Verifying/);
  expect(hub.requests).toHaveLength(5);
  expect(resultOf(second)['train_loss']).toBe(resultOf(first)['train_loss']);

  const image = join(photos, 'red', '0.jpg');
  const predicted = await millrace(['predict', first, image, '--json']);
  expect(predicted.code).toBe(0);
  const { top } = JSON.parse(predicted.stdout) as Extract<Prediction, { readonly top: unknown }>;
  expect(top.map(({ label }) => label).sort()).toEqual(['blue', 'red']);
});

test('offline with an empty cache, a run fails with advice before it loads anything, and leaves no folder', async () => {
  vi.stubEnv('XDG_CACHE_HOME', at('empty-cache'));
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  const before = hub.requests.length;
  const run = at('offline');
  const { code, stdout, stderr } = await millrace([
    'baseline',
    ...options,
    '--pretrained',
    NAME,
    '--out',
    run,
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(
      `^millrace: pretrained model ${NAME}: expected a model in ${at('empty-cache')}/millrace/pretrained or .*, ` +
        'received none, and HF_HUB_OFFLINE forbids requests. Unset HF_HUB_OFFLINE to download it.*\n$',
    ),
  );
  expect(hub.requests).toHaveLength(before);
  expect(readdirSync(at())).not.toContain('offline');
});
