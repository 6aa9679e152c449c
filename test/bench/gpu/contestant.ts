import type { Answer, Side, Task } from '../side.ts';
import type { Budget } from './budget.ts';
import { NotMeasured, OUT_OF_TIME, reasonOf, within } from './not-measured.ts';

/** A worker that starts when it is first asked, and again after a failure: one failure does not end the others' tasks. */
export class Contestant implements Disposable {
  private readonly start: () => Side;
  private readonly preparation: Task;
  private side: Side | null = null;

  constructor(start: () => Side, preparation: Task) {
    this.start = start;
    this.preparation = preparation;
  }

  /** The number of the process; 0 before the first task. */
  get pid(): number {
    return this.side?.pid ?? 0;
  }

  /** Starts the worker; rejects with NotMeasured if it fails, or if the time is up. */
  async prepare(budget: Budget): Promise<void> {
    if (this.side !== null) return;
    const side = this.start();
    this.side = side;
    await this.await(side.ask(this.preparation), budget);
  }

  /** Rejects with NotMeasured if the task fails, or if the time is up; the worker is ended then. */
  async ask(task: Task, budget: Budget): Promise<Answer> {
    await this.prepare(budget);
    if (this.side === null) throw new NotMeasured(OUT_OF_TIME);
    return this.await(this.side.ask(task), budget);
  }

  [Symbol.dispose](): void {
    this.side?.[Symbol.dispose]();
    this.side = null;
  }

  private async await(answer: Promise<Answer>, budget: Budget): Promise<Answer> {
    try {
      return await within(budget.left(), answer);
    } catch (error) {
      this[Symbol.dispose]();
      throw new NotMeasured(reasonOf(error));
    }
  }
}
