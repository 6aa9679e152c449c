import { badOption, engineUnavailable as unavailable, MillraceError } from '../../core/index.ts';

/** Makes the error of an engine that this machine cannot prepare or load as it is. */
export const engineUnavailable = (
  expected: string,
  received: string,
  advice: string,
  options?: ErrorOptions,
): MillraceError => new MillraceError(unavailable('engine', expected, received, advice), options);

/** Returns the lines of a program's output that are not empty, trimmed. */
export const linesOf = (output: string): readonly string[] =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Makes the error of a machine without a usable GPU. */
export const gpuUnavailable = (expected: string, received: string, advice: string): MillraceError =>
  new MillraceError(badOption('--device gpu', expected, received, advice));
