import * as E from 'fp-ts/lib/Either.js';
import { expect } from 'vitest';
import { pipelineTable, showBatchDefaults } from '../../pipelines/table.ts';
import { describeError, type AnyPipeline, type AppError } from '../../src/core/index.ts';
import { commandOf } from '../../tui/cli/command.ts';
import type { CommandLine } from '../../tui/cli/command-line.ts';
import { optionTable } from '../../tui/cli/option-table.ts';

const dataSets = ['cifar10', 'imagenette'];
const noConfig: AppError = {
  _tag: 'BadData',
  where: '/nowhere',
  expected: "a run's folder",
  received: 'nothing',
  advice: '',
};
/** The environment and files around a command line. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly own?: AnyPipeline;
  readonly imageErrors?: readonly AppError[];
}

/** Splits a line into arguments; its machine has a folder `photos` and a run `run`. */
export function parametersOf(
  line: string,
  { environment = {}, files = {}, own, imageErrors = [] }: Surroundings = {},
): [readonly string[], CommandLine] {
  return [
    line.split(' ').filter((word) => word !== ''),
    {
      table: optionTable({ architectures: ['xresnet18', 'xresnet50'], dataSets }),
      pipelines: Object.values(pipelineTable),
      showBatchDefaults,
      dataSets,
      isFolder: (path) => /(photos|run)$/.test(path),
      isFile: (path) => path.endsWith('valid.txt') || path in files,
      hasModel: (run) => run.endsWith('run'),
      hasRun: (run) => run.endsWith('run'),
      whyNotWritable: (folder) => (folder.startsWith('/proc') ? 'no folder can be created there' : null),
      imageErrors,
      readConfig: (path) => (path.startsWith('nowhere') ? E.left(noConfig) : E.right(files[path] ?? {})),
      environment,
      version: '1.2.3',
      own,
      configOf: (run) =>
        run.endsWith('run')
          ? E.right({ data: '/the/run/photos', valid: 'folders', size: 96, mixup: 1 })
          : E.left(noConfig),
    },
  ];
}

/** Parses a line as a command. */
export const command = (line: string, around: Surroundings = {}) => commandOf(...parametersOf(line, around));
/** Returns the error messages of a line. */
export const mistakes = (line: string, around: Surroundings = {}): readonly string[] => {
  const result = command(line, around);
  return E.isLeft(result) ? result.left.map(describeError) : [];
};
/** Expects a training with at least the given options. */
export const trains = (pipeline: string, options: Readonly<Record<string, unknown>>): unknown =>
  E.right(
    expect.objectContaining({
      _tag: 'Train',
      pipeline,
      options: expect.objectContaining(options) as unknown,
    }),
  );
