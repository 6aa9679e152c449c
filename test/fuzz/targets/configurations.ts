import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { imageErrors } from '../../../pipelines/image-errors.ts';
import type { FileOptions } from '../../../pipelines/options.ts';
import { dataSetNames, MillraceError, type OptionKind } from '../../../src/core/index.ts';
import {
  hasModel,
  hasRun,
  isFile,
  isFolder,
  liveDisk,
  readConfig,
  readModelConfig,
  readModelDescription,
  readStoredRun,
  whyNotWritable,
} from '../../../src/io/index.ts';
import { jsonLine } from '../../../src/reports/index.ts';
import { camelCase } from '../../../tui/cli/camel-case.ts';
import type { CommandLine } from '../../../tui/cli/command-line.ts';
import { parse } from '../../../tui/cli/parse.ts';
import { readyOf, resolve } from '../../../tui/cli/resolve.ts';
import { table } from '../../../tui/cli/tables.ts';
import { made } from '../../support/made-metrics.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { mutateJson, mutateNumber } from '../mutations/json.ts';
import { pick } from '../mutations/mutated.ts';
import { only } from '../../support/only.ts';

const config = {
  pipeline: 'baseline',
  ...{
    data: 'photos',
    valid: '0.25',
    seed: 1,
    arch: 'xresnet18',
    size: 32,
    itemSize: 40,
    batchSize: 4,
    epochs: 2,
  },
  ...{
    lr: 0.003,
    cache: 'none',
    clip: 1,
    patience: 2,
    ema: 0.9,
    timeLimit: '30m',
    checkpoint: '5m',
    best: true,
  },
  ...{ threads: 2, device: 'cpu', plain: true, normalize: 'imagenet', weights: 'best', mixup: 0.4 },
};
const started = jsonLine(made.runStarted({ config: { ...config, lr: 'auto' } }));

/** Each configuration with its text, and the arguments that read it. */
const files: readonly (readonly [file: string, text: string, ...lines: readonly string[]])[] = [
  [
    'millrace.config.json',
    JSON.stringify(config),
    '',
    'baseline',
    'mixup photos',
    'tta --from run',
    'runs',
    'list',
  ],
  ['other.json', JSON.stringify(config), '--config other.json', 'baseline --config other.json --data photos'],
  [
    'run/config.json',
    JSON.stringify(config),
    'tta --from run',
    'resume run',
    '--config run/config.json',
    'tta run',
  ],
  ['run/metrics.jsonl', started, 'resume run', 'resume run --plain'],
];
const VARIABLES = ['MILLRACE_LR', 'MILLRACE_EPOCHS', 'MILLRACE_DATA', 'MILLRACE_BACH_SIZE', 'MILLRACE_PLAIN'];

function isOfKind(type: OptionKind, value: unknown): boolean {
  switch (type.kind) {
    case 'number':
      return typeof value === 'number' ? type.accepts(value) : type.words?.includes(String(value)) === true;
    case 'choice':
      return type.choices.includes(String(value));
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
  }
}

/** Configurations: a command that is ready to run has options of the right types, whatever named them. */
const prepare: PrepareTarget = (folder) => {
  process.chdir(folder);
  for (const label of ['red', 'blue'])
    for (let i = 0; i < 8; i++) write(join('photos', label, `${i}.jpg`), '');
  write('run/config.json', JSON.stringify(config));
  write('run/metrics.jsonl', started);
  write('run/model.safetensors', '');
  return {
    mutant: (draw) => {
      const [file, text] = pick(draw, files);
      const { value, how } = pick(draw, [
        () => mutateBytes(Buffer.from(text), draw),
        () => mutateJson(text, draw),
        () => mutateJson(text, draw),
        () => ({ value: mutateNumber(text, draw), how: 'change a number' }),
      ])();
      return { file, bytes: Buffer.from(value), how };
    },
    examine: async ({ file, bytes }, draw) => {
      const [, text, ...lines] = files.find(([name]) => name === file)!;
      write(file, bytes);
      try {
        await readied(
          pick(draw, lines),
          draw() < 0.2 ? { [pick(draw, VARIABLES)]: Buffer.from(bytes).toString('utf8', 0, 9) } : {},
        );
      } finally {
        if (dirname(file) === '.') rmSync(file);
        else write(file, text);
      }
    },
  };
};

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Goes from words to a command as the command line does. */
async function readied(words: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const line: CommandLine = {
    ...{ table, dataSets: dataSetNames, isFolder, isFile, hasModel, hasRun, whyNotWritable, readConfig },
    ...{ storedRun: readStoredRun, configOf: readModelConfig, modelOf: readModelDescription, environment },
    version: '1.2.3',
  };
  const parsed = parse(
    words.split(' ').filter((word) => word !== ''),
    table,
    line,
  );
  // Its own file is loaded next.
  if (parsed.isOwn) return;
  const resolved = resolve(parsed, table, line);
  const { images } = resolved;
  const checked =
    images === null
      ? null
      : await only(imageErrors(liveDisk, images.options as unknown as FileOptions, images.batchSizes));
  const ready = readyOf(resolved, checked);
  if (E.isLeft(ready)) throw new MillraceError(ready.left[0]!);
  if ('text' in ready.right) return;
  const { options } = ready.right.given;
  for (const { name, type } of table) {
    const value = options[camelCase(name)];
    check(
      value === undefined || isOfKind(type, value),
      `${words}: option ${name} is ${JSON.stringify(value)}`,
    );
  }
}

export default prepare;
