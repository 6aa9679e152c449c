import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { badData, badOption, type AppError } from '../core/index.ts';
import { toForwardSlashes } from './folder-names.ts';

/** Options of {@link regexLabel}. */
export interface RegexLabelConfig {
  /**
   * True matches at the start of the path only (Python's `match`). False (the default) uses the first match anywhere.
   */
  readonly matchAtStart?: boolean;
}

/**
 * Returns a labeller that takes the first group of a regular expression matched against the whole path, with forward
 * slashes: fastai's RegexLabeller. For example `regexLabel(/([^/]+)_\d+\.jpg$/)`.
 *
 * Labelling fails with BadData for a path that does not match, and with BadOption if the expression is invalid or has
 * no group.
 *
 * @param pattern a JavaScript expression, or its source; a source may use Python's `(?P<name>…)`
 * @param options the position of the match
 * @category Files
 */
export function regexLabel(
  pattern: RegExp | string,
  { matchAtStart = false }: RegexLabelConfig = {},
): (path: string) => E.Either<AppError, string> {
  const compiled = compile(pattern, matchAtStart);
  return (path) =>
    pipe(
      compiled,
      E.flatMap((regex) => {
        regex.lastIndex = 0;
        const label = regex.exec(toForwardSlashes(path))?.[1];
        return label === undefined ? E.left(unmatched(path, regex)) : E.right(label);
      }),
    );
}

function compile(pattern: RegExp | string, matchAtStart: boolean): E.Either<AppError, RegExp> {
  const [source, givenFlags] =
    typeof pattern === 'string' ? [pattern.replaceAll('(?P<', '(?<'), ''] : [pattern.source, pattern.flags];
  // A sticky expression matches at lastIndex only.
  const flags = givenFlags.replace(/[gy]/g, '') + (matchAtStart ? 'y' : '');
  return pipe(
    E.tryCatch(
      () => new RegExp(source, flags),
      (cause) => badPattern(source, 'a regular expression', cause instanceof Error ? cause.message : ''),
    ),
    E.filterOrElse(
      (regex) => groupCount(regex) > 0,
      () => badPattern(source, 'a regular expression with a group for the class', source),
    ),
  );
}

/** With an alternative that matches the empty string, the match has an element for each group. */
const groupCount = (regex: RegExp): number =>
  (new RegExp(`${regex.source}|`, regex.flags).exec('')?.length ?? 1) - 1;

const badPattern = (source: string, expected: string, received: string): AppError =>
  badOption(`label pattern ${source}`, expected, received, 'For example: /([^/]+)_\\d+\\.jpg$/');

const unmatched = (path: string, { source }: RegExp): AppError =>
  badData(path, `a path that matches the pattern ${source}`, 'no match');
