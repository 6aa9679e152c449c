import { graphName } from './graph/graph.ts';
import { inFrontOfBinding } from './in-front-of-binding.ts';

/** How long the calls of one kernel took. */
export interface KernelTime {
  /** TensorFlow's name of the op, or what several compute that run together. */
  readonly kernel: string;
  readonly calls: number;
  /** Milliseconds of all calls together. */
  readonly milliseconds: number;
}

/** The calls of the binding in which the time goes. */
const CALLS = {
  executeOp: (name: unknown) => String(name),
  runSavedModel: (id: unknown) => graphName(Number(id)),
  createTensor: () => 'upload',
  tensorDataSync: () => 'download',
} as const;

type Calls = Record<keyof typeof CALLS, (...args: readonly unknown[]) => unknown>;

/**
 * Measures every kernel that the engine runs, from its making until it is disposed: calls return when a kernel is done,
 * on the CPU. On a GPU they return when it is queued: there the time shows up where values are read. One at a time.
 */
export class KernelTimes implements Disposable {
  /** Whether kernels are measured just now: then they run one by one. */
  static measuring = false;
  private readonly front: Disposable;
  private times = new Map<string, { calls: number; milliseconds: number }>();

  /** @param now milliseconds of a clock */
  constructor(now: () => number) {
    this.front = inFrontOfBinding<Calls>((binding) => {
      const measured = (name: keyof Calls): Calls[keyof Calls] => {
        return (...args) => {
          const begun = now();
          try {
            return binding[name](...args);
          } finally {
            this.add(CALLS[name](args[0]), now() - begun);
          }
        };
      };
      return {
        executeOp: measured('executeOp'),
        runSavedModel: measured('runSavedModel'),
        createTensor: measured('createTensor'),
        tensorDataSync: measured('tensorDataSync'),
      };
    });
    KernelTimes.measuring = true;
  }

  /** What was measured since the last time, the longest first. */
  take(): readonly KernelTime[] {
    const taken = [...this.times].map(([kernel, time]) => ({ kernel, ...time }));
    this.times = new Map();
    return taken.sort((a, b) => b.milliseconds - a.milliseconds);
  }

  [Symbol.dispose](): void {
    this.front[Symbol.dispose]();
    KernelTimes.measuring = false;
  }

  private add(kernel: string, milliseconds: number): void {
    const time = this.times.get(kernel) ?? { calls: 0, milliseconds: 0 };
    this.times.set(kernel, { calls: time.calls + 1, milliseconds: time.milliseconds + milliseconds });
  }
}
