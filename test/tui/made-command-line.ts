import * as E from 'fp-ts/lib/Either.js';
import { expect } from 'vitest';
import {
  describeError,
  type AnyCommand,
  type AppError,
  type ModelDescription,
} from '../../src/core/index.ts';
import type { CheckedImages } from '../../pipelines/options.ts';
import type { CommandLine } from '../../tui/cli/command-line.ts';
import type { Given } from '../../tui/cli/commands.ts';
import { optionTable } from '../../tui/cli/option-table.ts';
import { withOwn } from '../../tui/cli/own-options.ts';
import { tableFor } from '../../tui/cli/table-for.ts';
import { parse } from '../../tui/cli/parse.ts';
import { readyOf, resolve, type Resolved } from '../../tui/cli/resolve.ts';

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
  readonly own?: AnyCommand;
  readonly images?: Partial<CheckedImages>;
  readonly table?: CommandLine['table'];
  readonly version?: string;
  /** The configuration of the run. */
  readonly runConfig?: Readonly<Record<string, unknown>>;
  /** The description of its model. */
  readonly model?: ModelDescription | null;
}

/** Resolves a line; its machine has a folder `photos` and a run `run`. */
export function resolved(
  words: string,
  {
    environment = {},
    files = {},
    own,
    table = optionTable({ architectures: ['xresnet18', 'xresnet50'], dataSets }),
    version = '1.2.3',
    runConfig = { data: '/the/run/photos', valid: 'folders', size: 96, mixup: 1 },
    model = null,
  }: Surroundings = {},
): Resolved {
  const args = words.split(' ').filter((word) => word !== '');
  const line: CommandLine = {
    table,
    dataSets,
    isFolder: (path) => /(photos|run)$/.test(path),
    isFile: (path) => /(valid\.txt|\.jpg|\.png)$/i.test(path) || path in files,
    hasModel: (run) => run.endsWith('run'),
    hasRun: (run) => run.endsWith('run'),
    whyNotWritable: (folder) => (folder.startsWith('/proc') ? 'no folder can be created there' : null),
    readConfig: (path) => (path.startsWith('nowhere') ? E.left(noConfig) : E.right(files[path] ?? {})),
    storedRun: (run) =>
      run.endsWith('run')
        ? E.right({
            path: `${run}/config.json`,
            config: { pipeline: run.startsWith('own') ? './mine.ts' : 'baseline', data: 'photos', epochs: 3 },
            hasCompleted: run.startsWith('old'),
          })
        : E.left(noConfig),
    environment,
    version,
    modelOf: (run) => (run.endsWith('run') ? model : null),
    configOf: (run) => (run.endsWith('run') ? E.right(runConfig) : E.left(noConfig)),
  };
  const all = own === undefined ? tableFor(table, parse(args, table, line).name) : withOwn(table, own);
  return resolve(parse(args, all, line), all, line, own);
}

/** What a line stands for: a text, or a command with what it is given. */
export type Outcome = { readonly text: string } | (Given & { readonly name: string });

/** Resolves a line to a command. */
export const command = (line: string, around: Surroundings = {}): E.Either<readonly AppError[], Outcome> =>
  E.map<ReadyOutcome, Outcome>((ready) =>
    'text' in ready ? ready : { name: ready.command.name, ...ready.given },
  )(readyOf(resolved(line, around), { errors: [], batchSizes: [], ...around.images }));

type ReadyOutcome = Extract<ReturnType<typeof readyOf>, { readonly _tag: 'Right' }>['right'];

/** Returns the text that a line prints. */
export const textOf = (line: string, around: Surroundings = {}): string | null => {
  const result = command(line, around);
  return E.isRight(result) && 'text' in result.right ? result.right.text : null;
};

/** Returns the error messages of a line. */
export const mistakes = (line: string, around: Surroundings = {}): readonly string[] => {
  const result = command(line, around);
  return E.isLeft(result) ? result.left.map(describeError) : [];
};

/** Expects a command with at least the given options. */
export const runs = (
  name: string,
  options: Readonly<Record<string, unknown>>,
  shared: Readonly<Record<string, unknown>> = {},
): unknown =>
  E.right(
    expect.objectContaining({
      name,
      options: expect.objectContaining(options) as unknown,
      shared: expect.objectContaining(shared) as unknown,
    }),
  );
