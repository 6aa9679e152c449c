import { graphName } from './graph/graph.ts';
import { backend } from './raw-op.ts';

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

type Call = (...args: readonly unknown[]) => unknown;

/**
 * Measures every kernel that the engine runs, from its making until it is disposed: calls return when a kernel is done,
 * on the CPU. On a GPU they return when it is queued: there the time shows up where values are read. One at a time.
 */
export class KernelTimes implements Disposable {
  /** Whether kernels are measured just now: then they run one by one. */
  static measuring = false;
  private readonly original = backend().binding;
  private times = new Map<string, { calls: number; milliseconds: number }>();

  /** @param now milliseconds of a clock */
  constructor(now: () => number) {
    const calls = this.original as unknown as Readonly<Record<keyof typeof CALLS, Call>>;
    const measured = Object.entries(CALLS).map(([name, kernelOf]) => {
      const call = (...args: readonly unknown[]): unknown => {
        const begun = now();
        try {
          return calls[name as keyof typeof CALLS](...args);
        } finally {
          this.add(kernelOf(args[0]), now() - begun);
        }
      };
      return [name, { value: call }] as const;
    });
    KernelTimes.measuring = true;
    // The binding's own properties cannot be changed: one in front of it has these four.
    backend().binding = Object.create(this.original, Object.fromEntries(measured)) as typeof this.original;
  }

  /** What was measured since the last time, the longest first. */
  take(): readonly KernelTime[] {
    const taken = [...this.times].map(([kernel, time]) => ({ kernel, ...time }));
    this.times = new Map();
    return taken.sort((a, b) => b.milliseconds - a.milliseconds);
  }

  [Symbol.dispose](): void {
    backend().binding = this.original;
    KernelTimes.measuring = false;
  }

  private add(kernel: string, milliseconds: number): void {
    const time = this.times.get(kernel) ?? { calls: 0, milliseconds: 0 };
    this.times.set(kernel, { calls: time.calls + 1, milliseconds: time.milliseconds + milliseconds });
  }
}
