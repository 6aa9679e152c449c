/** The scores that options may name, by the kind of task; `top_k` stands for `top_3`, `top_5` and so on. */
export const scoreNames = {
  'single-label': ['accuracy', 'error_rate', 'f1', 'balanced_accuracy', 'top_k'],
  'multi-label': ['accuracy_multi', 'f1', 'average_precision'],
} as const;

/** Returns the k of `top_5_accuracy`; null for another name. */
export function topKOf(name: string): number | null {
  const k = /^top_([1-9]\d{0,5})_accuracy$/.exec(name)?.[1];
  return k === undefined ? null : Number(k);
}

/**
 * Returns whether a name is that of a score.
 *
 * @category Scores
 */
export const isScoreName = (name: string): boolean =>
  topKOf(name) !== null || Object.values(scoreNames).some((names) => names.some((each) => each === name));

/**
 * Returns the names of scores in a text such as `accuracy,top_3`, as the table of results has them: `top_3_accuracy`, and
 * `top_5_accuracy` for `top_k`.
 *
 * @category Scores
 */
export const parseScoreNames = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) =>
      name.trim().replace(/^top_(k|\d+)(_accuracy)?$/, (_, k: string) => `top_${k === 'k' ? 5 : k}_accuracy`),
    );
