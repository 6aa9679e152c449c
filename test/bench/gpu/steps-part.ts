import { at, type Precision } from '../../../src/core/index.ts';
import type { Answer } from '../side.ts';
import type { Budget } from './budget.ts';
import type { Contestant } from './contestant.ts';
import { Pair, type GpuBench } from './gpu-bench.ts';
import { nameOf, precisions, type GpuSetting } from './gpu-plan.ts';
import type { Measured } from './gpu-table.ts';
import { OUT_OF_TIME, reasonOf } from './not-measured.ts';

/** Rounds take longer than their steps. */
const MARGIN = 1.2;

/** Training steps of one side in one precision. */
class Steps {
  readonly precision: Precision;
  private readonly contestant: Contestant;
  private readonly rates: number[] = [];
  private failure: string | null = null;
  /** The process that has built its graphs. */
  private warm = 0;

  constructor(contestant: Contestant, precision: Precision) {
    this.contestant = contestant;
    this.precision = precision;
  }

  /** Runs a round that is not counted, if the worker has run none: it builds graphs. */
  async warmUp(seconds: number, budget: Budget): Promise<void> {
    if (this.failure !== null || (this.warm !== 0 && this.warm === this.contestant.pid)) return;
    await this.attempt(seconds, budget);
    this.warm = this.contestant.pid;
  }

  async measure(seconds: number, budget: Budget): Promise<void> {
    await this.warmUp(seconds, budget);
    if (this.failure !== null) return;
    const answer = await this.attempt(seconds, budget);
    if (answer !== null) this.rates.push(answer.images / answer.seconds);
  }

  get measured(): Measured {
    return this.rates.length > 0 ? this.rates : (this.failure ?? OUT_OF_TIME);
  }

  private async attempt(seconds: number, budget: Budget): Promise<Answer | null> {
    try {
      return await this.contestant.ask({ task: 'train', precision: this.precision, seconds }, budget);
    } catch (error) {
      this.failure = reasonOf(error);
      return null;
    }
  }
}

/** Times training steps on a batch in memory, in all precisions, in interleaved rounds. */
export async function measureSteps(bench: GpuBench, budget: Budget): Promise<void> {
  for (const [setting, part] of budget.shared(bench.plan.stepSettings)) await stepsOf(setting, bench, part);
}

async function stepsOf(setting: GpuSetting, bench: GpuBench, budget: Budget): Promise<void> {
  const { round, repeats } = bench.plan;
  using pair = new Pair(bench, setting);
  const sides = precisions.map((precision) =>
    pair.both.map((side) => (typeof side === 'string' ? side : new Steps(side, precision))),
  );
  const all = sides.flat().filter((side) => typeof side !== 'string');
  const ofRound = MARGIN * round * all.length;
  const warmUp = budget.part(budget.left() - ofRound);
  for (const [i, steps] of all.entries()) {
    bench.say(`training step ${nameOf(setting)}: warm-up ${i + 1} of ${all.length}`);
    await steps.warmUp(round / 3, warmUp);
  }
  for (let i = 0; i < repeats && budget.left() > ofRound; i++) {
    bench.say(`training step ${nameOf(setting)}: round ${i + 1} of ${repeats}`);
    for (const steps of all) await steps.measure(round, budget);
  }
  const measured = (side: Steps | string | undefined): Measured =>
    side instanceof Steps ? side.measured : (side ?? OUT_OF_TIME);
  bench.add(
    ...precisions.map((precision, i) => ({
      ...{ measure: 'training step', setting: nameOf(setting), precision, unit: 'images/s' as const },
      ours: measured(at(sides, i)[0]),
      peer: measured(at(sides, i)[1]),
    })),
  );
}
