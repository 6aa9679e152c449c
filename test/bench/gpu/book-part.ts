import type { Answer } from '../side.ts';
import type { Budget } from './budget.ts';
import type { Contestant } from './contestant.ts';
import { Pair, type GpuBench } from './gpu-bench.ts';
import { imagesThatFit } from './gpu-plan.ts';
import type { Measured } from './gpu-table.ts';
import { NotMeasured, OUT_OF_TIME, reasonOf } from './not-measured.ts';

const PRECISION = 'float32';

/** Times one epoch as the book has it, the first of a run, on as many images as fit in the remaining time. */
export async function measureBook(bench: GpuBench, budget: Budget, allImages: number): Promise<void> {
  const { bookSetting, trialImages, bookImages } = bench.plan;
  const { arch, size, item, batch } = bookSetting;
  using pair = new Pair(bench, bookSetting);
  const sides = pair.both;
  bench.say(`book's epoch: a trial with ${trialImages} images`);
  // Half of the time for the trial: if it takes longer, no epoch fits.
  const trials = await inTurn(sides, trialImages, budget.part(budget.left() / 2));
  const each = trials.flatMap((trial) => (typeof trial === 'string' ? [] : [trial.seconds / trial.images]));
  const images = imagesThatFit(budget.left(), each, batch, Math.min(allImages, bookImages));
  if (images > 0) bench.say(`book's epoch: ${images} images`);
  const remaining = sides.map((side, i) => (typeof trials[i] === 'string' ? trials[i] : side));
  const answers =
    images === 0 || each.length === 0
      ? remaining.map((side) => (typeof side === 'string' ? side : OUT_OF_TIME))
      : await inTurn(remaining, images, budget);
  const [ours = OUT_OF_TIME, peer = OUT_OF_TIME] = answers.map((answer): Measured =>
    typeof answer === 'string' ? answer : [answer.seconds],
  );
  const setting = `${arch} ${size} px from ${item}, batch ${batch}, ${images} images`;
  bench.add({ measure: "the book's epoch", setting, precision: PRECISION, unit: 's', ours, peer });
}

/** Asks each side for an epoch of so many images; a text in place of a side stays. */
async function inTurn(
  sides: readonly (Contestant | string)[],
  limit: number,
  budget: Budget,
): Promise<readonly (Answer | string)[]> {
  const answers: (Answer | string)[] = [];
  for (const side of sides) {
    if (typeof side === 'string') answers.push(side);
    else answers.push(await epochOf(side, limit, budget));
  }
  return answers;
}

async function epochOf(side: Contestant, limit: number, budget: Budget): Promise<Answer | string> {
  try {
    if (budget.left() === 0) throw new NotMeasured(OUT_OF_TIME);
    return await side.ask({ task: 'epochs', precision: PRECISION, limit, epochs: 1 }, budget);
  } catch (error) {
    return reasonOf(error);
  }
}
