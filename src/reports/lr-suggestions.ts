import type { LrFound } from '../core/index.ts';

/** A learning rate, and the rule of fastai's that suggests it. */
export interface Suggestion {
  readonly name: 'minimum' | 'steep' | 'valley' | 'slide';
  readonly rate: number;
}

const RULES = ['minimum', 'steep', 'valley', 'slide'] as const;

/** Returns the suggestions of a search, in fastai's order; none before its end. */
export const suggestionsOf = (found: LrFound | null): readonly Suggestion[] =>
  RULES.flatMap((name) => {
    const rate = found?.[name] ?? null;
    return rate === null ? [] : [{ name, rate }];
  });
