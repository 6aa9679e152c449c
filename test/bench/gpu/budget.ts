/** The time that is left for a part of the benchmark, and the parts within it. */
export class Budget {
  private readonly end: number;
  private readonly now: () => number;

  /** @param now returns monotonic milliseconds */
  constructor(seconds: number, now: () => number = () => performance.now()) {
    this.now = now;
    this.end = now() + 1000 * seconds;
  }

  /** Returns the seconds that are left; 0 if the time is up. */
  left(): number {
    return Math.max(0, this.end - this.now()) / 1000;
  }

  /** Returns the budget of a part that begins now, which ends no later than this one. */
  part(seconds: number): Budget {
    return new Budget(Math.min(seconds, this.left()), this.now);
  }

  /** Returns the budgets of parts that follow each other: each has an equal share of what those before it have left. */
  *shared<T>(parts: readonly T[]): Generator<readonly [T, Budget]> {
    for (const [i, each] of parts.entries()) yield [each, this.part(this.left() / (parts.length - i))];
  }
}
