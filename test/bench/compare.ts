import type { Answer, Side, Task } from './side.ts';

/** A side with its task. */
export interface Contender {
  readonly side: Side;
  readonly task: Task;
}

/** Asks each in turn, several times after one round that does not count: a list of answers for each. */
export async function inTurn(
  contenders: readonly Contender[],
  repeats: number,
  say: (round: number) => void,
): Promise<readonly (readonly Answer[])[]> {
  const answers: Answer[][] = contenders.map(() => []);
  for (let round = 0; round <= repeats; round++) {
    say(round);
    for (const [i, { side, task }] of contenders.entries()) {
      const answer = await side.ask(task);
      if (round > 0) answers[i]?.push(answer);
    }
  }
  return answers;
}

export const rates = (answers: readonly Answer[]): readonly number[] =>
  answers.map(({ images, seconds }) => images / seconds);

export const times = (answers: readonly Answer[]): readonly number[] => answers.map(({ seconds }) => seconds);
