import type { RunState } from './run-state.ts';

/** Returns the name of the score to show: accuracy, or else the first score. */
export function scoreName({ scores }: RunState): string {
  const names = Object.keys(scores ?? {});
  const [first = 'accuracy'] = names;
  return names.includes('accuracy') ? 'accuracy' : first;
}
