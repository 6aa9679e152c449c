import { dirname, join } from 'node:path';
import { parseValid } from '../../pipelines/options.ts';
import { badData, badOption, shellCommand, type AppError, type OptionValue } from '../../src/core/index.ts';
import { helpAdvice } from './argument-errors.ts';
import type { CommandLine } from './command-line.ts';
import { exampleOf } from './command-text.ts';
import type { CommandEntry, Values } from './commands.ts';
import { IMPLIED_BY, impliedBy } from './implied-by.ts';

/** The default folder of runs. */
export const RUNS = 'runs';

/** Reports options that conflict with another option. */
export const impliedErrors = (
  values: Values,
  line: Pick<CommandLine, 'isFile' | 'modelOf'>,
): readonly AppError[] =>
  IMPLIED_BY.flatMap(([by]) =>
    by in values
      ? impliedBy(by, line.modelOf(String(values[by])))
          .filter((name) => name in values)
          .map((name) =>
            badOption(
              `--${name}`,
              '',
              `cannot be combined with the model of a run (--${by}), which determines it`,
              `Omit --${name}.`,
            ),
          )
      : [],
  ).concat(splitErrors(values, line));

/** Reports another split of the images of a run: it would validate images that were trained on. */
function splitErrors(values: Values, { isFile }: Pick<CommandLine, 'isFile'>): readonly AppError[] {
  const model = values['continue'] ?? values['from'];
  const folder = isFile(String(model)) ? dirname(String(model)) : String(model);
  const hasSplit = model !== undefined && isFile(join(folder, 'validation.txt'));
  return hasSplit && 'valid' in values && !('data' in values)
    ? [
        badOption(
          '--valid',
          '',
          'cannot be combined with the model of a run, whose validation images are validated again',
          'Omit --valid, or give other images with --data.',
        ),
      ]
    : [];
}

/** Reports an unknown `--data`, and a missing one unless it is excused, because the run of `--from` cannot be read. */
export function dataErrors(
  command: CommandEntry,
  { data, from, pretrained }: Values,
  { dataSets, isFile, isFolder }: CommandLine,
  excused: boolean,
): readonly AppError[] {
  if (!('data' in command.defaults)) return [];
  const expected = `a folder with one subfolder of images per class, or one of ${dataSets.join(', ')}`;
  if (data === undefined)
    return excused || lacksRun(command, from)
      ? []
      : [
          badOption(
            '--data',
            expected,
            'nothing',
            isFolder(String(pretrained))
              ? `--pretrained took ${String(pretrained)} as the weights. Give the images first: ${shellCommand([command.name, String(pretrained), '--pretrained'])}`
              : command.words?.option === 'from' && command.words.min > 0
                ? `A model file does not say which images to use. For example: ${exampleOf(command)}`
                : `The quick start needs none. For example: ${exampleOf(command)}${allChosen(command)}`,
          ),
        ];
  const name = String(data);
  return dataSets.includes(name) || isFolder(name)
    ? []
    : [
        badData(
          '--data',
          expected,
          `${name}, which ${isFile(name) ? 'is a file' : 'does not exist'}`,
          'Check the path.',
        ),
      ];
}

/** Returns whether a command lacks the run that it needs, which is reported alone: the run knows its images. */
const lacksRun = ({ words }: CommandEntry, run: OptionValue | undefined): boolean =>
  words?.option === 'from' && words.min > 0 && run === undefined;

/** Recommends `train` to those who train with another command. */
const allChosen = ({ name, trains }: CommandEntry): string =>
  trains && name !== 'train'
    ? `. To have all options chosen for your images: ${shellCommand(['train', 'photos'])}`
    : '';

/** Reports a run without a model. */
export const modelErrors = (
  option: string,
  run: OptionValue | undefined,
  { hasModel, isFolder }: CommandLine,
): readonly AppError[] =>
  run === undefined || hasModel(String(run))
    ? []
    : [
        badData(
          `--${option}`,
          'the folder of a run with a model, or a model file',
          `${String(run)}, ${isFolder(String(run)) ? 'which has no model' : 'which does not exist'}`,
          'Runs are under runs/, or in the folder that --out named.',
        ),
      ];

/** Reports a `--valid` that is neither a word, nor a fraction, nor a list. */
export function validErrors({ valid }: Values, { isFile }: CommandLine): readonly AppError[] {
  if (valid === undefined) return [];
  const parsed = parseValid(String(valid));
  const isMissing = parsed.by === 'list' && !isFile(parsed.path);
  const isRight = 'fraction' in parsed ? parsed.fraction > 0 && parsed.fraction < 1 : !isMissing;
  return isRight
    ? []
    : [
        badOption(
          '--valid',
          'auto, a fraction between 0 and 1, auto:FRACTION, random:FRACTION, `folders`, or a file that lists images',
          `${String(valid)}${isMissing ? ', which does not exist' : ''}`,
          'By default, the folders divide the images, if they are split already.',
        ),
      ];
}

/** Reports an `--exclude` that is not a file. */
export const excludeErrors = ({ exclude }: Values, { isFile }: CommandLine): readonly AppError[] =>
  exclude === undefined || isFile(String(exclude))
    ? []
    : [
        badOption(
          '--exclude',
          'a file that lists images to leave out',
          `${String(exclude)}, which does not exist`,
          `To write one: ${shellCommand(['verify', 'DIR', '--out', 'FILE'])}`,
        ),
      ];

/** Reports an `--out` that already holds a run or is not writable. */
export function outErrors(
  out: OptionValue | undefined,
  { hasRun, whyNotWritable }: CommandLine,
  resumes: boolean,
): readonly AppError[] {
  const folder = String(out ?? RUNS);
  if (out !== undefined && !resumes && hasRun(folder))
    return [
      badOption(
        '--out',
        'an empty folder',
        `${folder}, which already holds a run`,
        `Choose another folder. To resume a stopped run: ${shellCommand(['resume', folder])}`,
      ),
    ];
  const why = whyNotWritable(folder);
  return why === null
    ? []
    : [
        badOption(
          '--out',
          'a writable folder',
          `${folder}: ${why}`,
          out === undefined ? 'Choose one with --out.' : 'Choose another folder.',
        ),
      ];
}

/** Reports an option of other commands. */
export const foreignOption = (option: string, command: CommandEntry): AppError =>
  option === 'focal' && 'epsilon' in command.defaults
    ? badOption(
        '--focal',
        '',
        `not an option of ${command.name}: focal loss and label smoothing are different losses`,
        `For focal loss: ${shellCommand(['baseline', '--focal', '2'])}`,
      )
    : badOption(`--${option}`, '', `not an option of ${command.name}`, helpAdvice(command));
