import { badData, firstNames, MillraceError, type StateDict } from '../core/index.ts';
import type { Shape } from './specs/shapes.ts';

/** What {@link matchWeights} reports. */
export interface MatchWeightsConfig {
  /** What the names and shapes belong to, for example `xresnet50 with 10 outputs`. */
  readonly of: string;
  /** Returns what the user can do, as a sentence. */
  readonly advice: () => string;
}

/** The names listed per kind of difference. */
const LISTED = 3;

/**
 * Throws BadData unless the weights have exactly the expected names and shapes; it lists the first differences of each
 * kind, and counts all.
 */
export function matchWeights(
  expected: ReadonlyMap<string, Shape>,
  weights: StateDict,
  { of, advice }: MatchWeightsConfig,
): void {
  const missing: string[] = [];
  const reshaped: string[] = [];
  for (const [name, shape] of expected) {
    const given = weights.get(name)?.shape;
    if (given === undefined) missing.push(name);
    else if (!equalShapes(given, shape)) reshaped.push(`${name} [${given.join()}], not [${shape.join()}]`);
  }
  const unexpected = [...weights.keys()].filter((name) => !expected.has(name));
  const differences = [
    [missing, 'missing'],
    [unexpected, 'unexpected'],
    [reshaped, 'of another shape'],
  ] as const;
  if (differences.some(([names]) => names.length > 0))
    throw new MillraceError(
      badData(
        'weights',
        `the names and shapes of ${of}`,
        differences
          .filter(([names]) => names.length > 0)
          .map(([names, what]) => `${names.length} ${what}: ${firstNames(names, LISTED)}`)
          .join('; '),
        advice(),
      ),
    );
}

/** Returns whether weights have all of the expected names and shapes, and perhaps others. */
export const includesAll = (weights: StateDict, expected: ReadonlyMap<string, Shape>): boolean =>
  [...expected].every(([name, shape]) => equalShapes(weights.get(name)?.shape ?? null, shape));

const equalShapes = (a: Shape | null, b: Shape): boolean => a?.join() === b.join();
