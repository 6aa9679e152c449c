import { MillraceError } from './app-error.ts';
import { badData } from './failures.ts';
import { MAX_SHORT_SIDE } from './resize-plan.ts';
import type { TransformDescription } from './transform-description.ts';

/** Tells whether a setting that was read from a file is valid. */
export type IsSetting = (value: unknown) => boolean;

/** Builds a transform from its settings, which any program may have written. Throws BadData if one is invalid. */
export type TransformKind<T> = (description: TransformDescription) => T;

/** Returns how a transform is built from its settings, each of which passes its test. */
export const transformKind =
  <S, T>(isValid: { readonly [Name in keyof S]-?: IsSetting }, build: (settings: S) => T): TransformKind<T> =>
  ({ name, settings }) => {
    const tests: Readonly<Record<string, IsSetting>> = isValid;
    const wrong = Object.keys(tests).find(
      (setting) =>
        tests[setting]?.(Object.hasOwn(settings, setting) ? settings[setting] : undefined) !== true,
    );
    if (wrong === undefined) return build(settings as S);
    const received = JSON.stringify(settings[wrong]) as string | undefined;
    throw new MillraceError(badData(`the transform ${name}`, `a valid ${wrong}`, received ?? 'none'));
  };

/** Returns the transform that a description stands for; null if it has an unknown name. Throws BadData and BadOption. */
export const rebuildTransform = <T>(
  description: TransformDescription,
  kinds: Readonly<Record<string, TransformKind<T>>>,
): T | null =>
  Object.hasOwn(kinds, description.name) ? (kinds[description.name]?.(description) ?? null) : null;

/** A number in a range. */
export const isNumberIn =
  (min: number, max: number): IsSetting =>
  (value) =>
    Number.isFinite(value) && Number(value) >= min && Number(value) <= max;

/** Any finite number: its transform checks the range. */
export const isNumber: IsSetting = Number.isFinite;

export const isFlag: IsSetting = (value) => typeof value === 'boolean';

export const isOneOf =
  (...choices: readonly string[]): IsSetting =>
  (value) =>
    typeof value === 'string' && choices.includes(value);

/** Two numbers, the smaller one first. */
export const isRange: IsSetting = (value) =>
  Array.isArray(value) && value.length === 2 && value.every(isNumber) && value[0] > 0 && value[0] <= value[1];

const isSide: IsSetting = (value) => Number.isSafeInteger(value) && isNumberIn(1, MAX_SHORT_SIDE)(value);

/** Height and width in pixels. */
export const isSizeInPixels: IsSetting = (value) =>
  Array.isArray(value) && value.length === 2 && value.every(isSide);

export const isPadMode: IsSetting = isOneOf('zeros', 'border', 'reflection');
