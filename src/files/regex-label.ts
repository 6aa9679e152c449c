import { badOption, badData } from '../core/index.ts';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AppError } from '../core/index.ts';
import type { Labeller } from './labeller.ts';
import { slashed } from './slashed.ts';

/** Options of {@link regexLabel}. */
export interface RegexLabelConfig {
  /**
   * True matches at the start of the path only (Python's `match`). False (the default) uses the first match anywhere.
   */
  readonly matchAtStart?: boolean;
}

/**
 * Returns a labeller that takes the first group of a regular expression in the whole path, written with forward
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
): Labeller {
  const compiled = compile(pattern, matchAtStart);
  return (path) =>
    pipe(
      compiled,
      E.flatMap((regex) => {
        regex.lastIndex = 0;
        const label = regex.exec(slashed(path))?.[1];
        return label === undefined ? E.left(unmatched(path, regex)) : E.right(label);
      }),
    );
}

function compile(pattern: RegExp | string, matchAtStart: boolean): E.Either<AppError, RegExp> {
  const [source, given] =
    typeof pattern === 'string' ? [pattern.replaceAll('(?P<', '(?<'), ''] : [pattern.source, pattern.flags];
  // A sticky expression matches where lastIndex says, and nowhere else.
  const flags = given.replace(/[gy]/g, '') + (matchAtStart ? 'y' : '');
  return pipe(
    E.tryCatch(
      () => new RegExp(source, flags),
      (cause) => wrongPattern(source, 'a regular expression', cause instanceof Error ? cause.message : ''),
    ),
    E.filterOrElse(
      (regex) => groupCount(regex) > 0,
      () => wrongPattern(source, 'a regular expression with a group for the class', source),
    ),
  );
}

/** An alternative that matches the empty text tells how many groups there are. */
const groupCount = (regex: RegExp): number =>
  (new RegExp(`${regex.source}|`, regex.flags).exec('')?.length ?? 1) - 1;

const wrongPattern = (source: string, expected: string, received: string): AppError =>
  badOption(`label pattern ${source}`, expected, received, 'For example: /([^/]+)_\\d+\\.jpg$/');

const unmatched = (path: string, { source }: RegExp): AppError =>
  badData(path, `a path whose class the pattern ${source} finds`, 'no match');
