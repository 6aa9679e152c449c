import { at } from '../../src/core/index.ts';
import type { Answer, Side, Task } from './side.ts';

/** A side with its task. */
export interface Contender {
  readonly side: Side;
  readonly task: Task;
}

/** Runs the tasks in turn, for a warm-up round and `repeats` more; returns the answers of each contender. */
export async function alternate(
  contenders: readonly Contender[],
  repeats: number,
  reportRound: (round: number) => void,
): Promise<readonly (readonly Answer[])[]> {
  const answers: Answer[][] = contenders.map(() => []);
  for (let round = 0; round <= repeats; round++) {
    reportRound(round);
    for (const [i, { side, task }] of contenders.entries()) {
      const answer = await side.ask(task);
      if (round > 0) at(answers, i).push(answer);
    }
  }
  return answers;
}

export const rates = (answers: readonly Answer[]): readonly number[] =>
  answers.map(({ images, seconds }) => images / seconds);

export const times = (answers: readonly Answer[]): readonly number[] => answers.map(({ seconds }) => seconds);
