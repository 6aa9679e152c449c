import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  exitCodeOf,
  MillraceError,
  type ModelDescription,
  type NetworkSummary,
} from '../../../src/core/index.ts';
import { saveModelIn } from '../../../src/io/index.ts';
import { xresnet18 } from '../../../src/nn/index.ts';
import { summaryDefaults, type SummaryOptions } from '../../../tui/cli/summary-options.ts';
import { summary } from '../../../tui/commands/summary.ts';
import type { Printed } from '../../../tui/printed.ts';
import { collect } from '../../support/collect.ts';
import { zerosOf } from '../../support/made-weights.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { command, mistakes, runs } from '../made-command-line.ts';
import { madeGiven, madeTerminal } from '../made-given.ts';

const run = (
  name: string,
  change: Partial<SummaryOptions> = {},
  json = false,
): Promise<readonly Printed[]> => {
  const stdout: Pick<NodeJS.WriteStream, 'isTTY'> = { isTTY: false };
  const options = { ...summaryDefaults, ...change };
  return collect(
    summary(
      madeTerminal({}, { stdout: stdout as NodeJS.WriteStream }),
      madeGiven({ words: [name], options, shared: { json } }),
    ),
  );
};

const tableOf = async (...args: Parameters<typeof run>): Promise<readonly string[]> =>
  (await run(...args)).map(String);

const jsonOf = async (name: string, change: Partial<SummaryOptions> = {}) => {
  const [printed, ...others] = await run(name, change, true);
  expect(others).toEqual([]);
  return JSON.parse((printed as { readonly json: string }).json) as NetworkSummary & {
    readonly size: readonly number[];
    readonly outputs: number;
  };
};

describe('summary', () => {
  test('prints a row per layer, and the totals', async () => {
    const lines = await tableOf('xresnet18', { size: 64, nOut: 10 });
    expect(lines[0]).toMatch(/^stage +layer +kind +output +parameters +multiply-adds$/);
    // 3 × 3 kernels of 3 channels for 32 maps of 32 × 32 pixels.
    expect(lines[1]).toMatch(/^stem0 +0\.0 +conv +32 × 32 × 32 +864 +884,736$/);
    expect(lines[2]).toMatch(/^ +0\.1 +batchNorm +32 × 32 × 32 +64$/);
    expect(lines.at(-3)).toMatch(/^head +11 +dense +10 +5,130 +5,120$/);
    expect(lines.at(-2)).toBe('');
    const { parameters, multiplyAdds } = await jsonOf('xresnet18', { size: 64, nOut: 10 });
    expect(lines.at(-1)).toBe(
      `xresnet18 at 64 × 64 px: ${parameters.toLocaleString('en')} parameters ` +
        `(${((4 * parameters) / 1e6).toFixed(1)} MB), ${(multiplyAdds / 1e9).toPrecision(3)} billion multiply-adds per image`,
    );
  });

  test('with --json, prints the layers and the totals, their sums', async () => {
    const { name, layers, parameters, multiplyAdds, size, outputs } = await jsonOf('resnet18');
    expect({ name, size, outputs }).toEqual({ name: 'resnet18', size: [224, 224], outputs: 1000 });
    // torchvision's number.
    expect(parameters).toBe(11_689_512);
    expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(parameters);
    expect(layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0)).toBe(multiplyAdds);
  });

  test('accepts timm’s name of a network, with or without a tag', async () => {
    const expected = await jsonOf('xresnet34');
    for (const name of ['resnet34d', 'resnet34d.ra2_in1k']) expect(await jsonOf(name)).toEqual(expected);
  });

  test('of another head, counts its layers', async () => {
    const [linear, fastai] = [await jsonOf('xresnet18'), await jsonOf('xresnet18', { head: 'fastai' })];
    // Batch norm of 1024 and 512 features, and two matrices; the linear head has one with a bias.
    const head = 2 * (1024 + 512) + 1024 * 512 + 512 * 1000;
    expect(fastai.parameters - linear.parameters).toBe(head - (512 * 1000 + 1000));
  });

  test('of a run or a model file, has its network, size and outputs, unless others are given', async () => {
    using folder = temporaryFolder();
    const at = join(folder.path, 'run');
    mkdirSync(at);
    const description: ModelDescription = {
      ...{ architecture: 'xresnet18', outputs: 2, vocab: ['a', 'b'], size: [40, 48] },
      ...{ normalization: null, task: { kind: 'single-label' }, preparation: null },
    };
    const weights = zerosOf(xresnet18({ outputs: 2 }));
    await collect(saveModelIn(at, { description, weights }));
    const expected = { name: 'xresnet18', size: [40, 48], outputs: 2 };
    expect(await jsonOf(at)).toMatchObject(expected);
    expect(await jsonOf(join(at, 'model.safetensors'))).toMatchObject(expected);
    expect((await tableOf(at)).at(-1)).toMatch(/^xresnet18 at 40 × 48 px: /);
    expect(await jsonOf(at, { size: 64, nOut: 5 })).toMatchObject({ size: [64, 64], outputs: 5 });
  });

  test('loads no TensorFlow', async () => {
    await tableOf('xresnet50');
    const { sharedObjects } = process.report.getReport() as unknown as { readonly sharedObjects: string[] };
    expect(sharedObjects.length).toBeGreaterThan(3);
    expect(sharedObjects.filter((file) => file.includes('tensorflow'))).toEqual([]);
  });

  const expected =
    'summary: expected the name of an architecture or of the same network by timm, or a run, received';
  test.each([
    ['xresnet81', 'Did you mean xresnet18?'],
    ['vit_base_patch16_224', 'Architectures are xresnet18, '],
    ['/nowhere/run', 'Architectures are xresnet18, '],
    ['constructor', 'Architectures are xresnet18, '],
  ])('of the unknown %s, errors with BadOption, whose exit code is 2', async (name, advice) => {
    const error: unknown = await run(name).catch((cause: unknown) => cause);
    if (!(error instanceof MillraceError)) throw new Error('expected a MillraceError');
    expect(error.message).toContain(`${expected} "${name}". ${advice}`);
    expect([error.detail._tag, exitCodeOf(error.detail)]).toEqual(['BadOption', 2]);
  });
});

test('the command line has its name, its options and --json', () => {
  expect(command('summary xresnet50 --size 96 --n-out 5 --head fastai --json')).toEqual(
    runs('summary', { size: 96, nOut: 5, head: 'fastai' }, { json: true }),
  );
  expect(mistakes('summary')).toEqual([
    expect.stringMatching(/^summary: expected 1 argument \(ARCH or RUN\)/),
  ]);
  expect(mistakes('summary xresnet18 --epochs 3')).toEqual([
    expect.stringMatching(/^--epochs: not an option of summary/),
  ]);
});
