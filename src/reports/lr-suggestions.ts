import type { LrFound } from '../core/index.ts';

/** A learning rate, and the rule of fastai's that suggests it. */
export interface Suggestion {
  readonly name: 'minimum' | 'steep' | 'valley' | 'slide';
  /** Stands for it in a plot. */
  readonly letter: string;
  readonly rate: number;
}

const RULES = [
  { name: 'valley', letter: 'v' },
  { name: 'minimum', letter: 'm' },
  { name: 'steep', letter: 's' },
  { name: 'slide', letter: 'd' },
] as const;

/** Returns the suggestions of a search, fastai's default first; none before its end. */
export const suggestionsOf = (found: LrFound | null): readonly Suggestion[] =>
  RULES.flatMap((rule) => {
    const rate = found?.[rule.name] ?? null;
    return rate === null ? [] : [{ ...rule, rate }];
  });
