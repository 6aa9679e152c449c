import type { RunContext } from './phase.ts';

/** Returns the position of the last parameter group: 0 if there is one group. */
export function lastGroup({
  learner: { groups },
  state: { model },
}: Pick<RunContext, 'learner' | 'state'>): number {
  return Math.max(...[...model.parameters.keys()].map((name) => groups(name, model.network)));
}

/** Returns, per parameter group, whether it is trained if all but the last are frozen: fastai's `freeze`. */
export const lastGroupAlone = (context: Pick<RunContext, 'learner' | 'state'>): readonly boolean[] => {
  const last = lastGroup(context);
  return Array.from({ length: last + 1 }, (_, group) => group === last);
};
