import { basename } from 'node:path';
import { at, badOption, isImageName, type AppError } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import { commandOf } from './command-text.ts';
import type { CommandEntry, Values } from './commands.ts';

/** Reports missing, surplus and unknown positional arguments. */
export function argumentErrors(
  command: CommandEntry,
  given: readonly string[],
  values: Values,
): readonly AppError[] {
  const { name, words: takes } = command;
  const words = takes?.verb !== undefined && given[0] === takes.verb ? given.slice(1) : given;
  const { name: word, min, max, first = words[0], option } = takes ?? { name: '', min: 0, max: 0 };
  const advice = helpAdvice(command);
  if (words.length > 0 && words[0] !== first)
    return [badOption(name, `no argument, or ${String(first)}`, `"${at(words, 0)}"`, advice)];
  if (
    option !== undefined &&
    words.length === 1 &&
    values[option] !== undefined &&
    values[option] !== words[0]
  )
    return [
      badOption(`--${option}`, 'one value', `"${at(words, 0)}" and "${String(values[option])}"`, advice),
    ];
  // The option may be given instead.
  const least = option !== undefined && values[option] !== undefined ? 0 : min;
  if (words.length >= least && words.length <= max) return [];
  const received = words.length === 0 ? 'none' : words.map((each) => `"${each}"`).join(', ');
  if (max === 0) return [badOption(name, 'only options', received, advice)];
  const [model, other] = words;
  // `validate RUN photos`, as other commands take their images.
  if (option === 'from' && max === 1 && 'data' in command.defaults && words.length === 2)
    return [
      badOption(
        name,
        `1 argument (${word})`,
        received,
        `For other images: ${commandOf(command, String(model), '--data', String(other))}`,
      ),
    ];
  const count =
    min === max
      ? `${min}`
      : max === Infinity
        ? `${min} or more`
        : min === 0
          ? `at most ${max}`
          : `${min} to ${max}`;
  return [badOption(name, `${count} ${max === 1 ? 'argument' : 'arguments'} (${word})`, received, advice)];
}

/** Reports an image in the place of the run: `predict photo.jpg RUN`. */
export function orderErrors(
  { name, args, words: takes }: CommandEntry,
  [first, ...others]: readonly string[],
  { isFile }: Pick<CommandLine, 'isFile'>,
): readonly AppError[] {
  if (first === undefined || takes?.usage !== 'RUN IMAGE…' || !isImageName(basename(first)) || !isFile(first))
    return [];
  const run = others.find((other) => !isImageName(basename(other))) ?? 'RUN';
  const images = [first, ...others.filter((other) => other !== run)];
  return [
    badOption(
      name,
      'the run, then images',
      `the image ${first} first`,
      `The run comes first: ${commandOf({ name, ...(args === undefined ? {} : { args }) }, run, ...images)}`,
    ),
  ];
}

/** Returns how to get the help of a command, as a sentence. */
export const helpAdvice = (command: CommandEntry): string => `For help: ${commandOf(command, '--help')}`;
