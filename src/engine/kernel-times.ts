import { graphName } from './graph/graph.ts';
import { interceptBinding } from './intercept-binding.ts';

/** The time spent in one kernel. */
export interface KernelTime {
  /** TensorFlow's name of the op, or the name of a graph of ops. */
  readonly kernel: string;
  readonly calls: number;
  /** The total of all calls. */
  readonly milliseconds: number;
}

/** The measured functions of the binding, and the kernel name of a call. */
const CALLS = {
  executeOp: (name: unknown) => graphName(String(name)) ?? String(name),
  createTensor: () => 'upload',
  tensorDataSync: () => 'download',
} as const;

type Calls = Record<keyof typeof CALLS, (...args: readonly unknown[]) => unknown>;

/**
 * Measures every kernel that the engine runs, from construction until disposed. A graph counts as one kernel: with
 * `opByOp`, its ops are measured separately. On a GPU, a call returns when its kernel is queued, so its time is attributed
 * to the call that reads the values.
 *
 * The constructor throws BrokenInvariant while another one measures.
 */
export class KernelTimes implements Disposable {
  private readonly interception: Disposable;
  private times = new Map<string, { calls: number; milliseconds: number }>();

  /** @param now returns monotonic milliseconds */
  constructor(now: () => number) {
    this.interception = interceptBinding<Calls>('KernelTimes', (binding) => {
      const measure = (name: keyof Calls): Calls[keyof Calls] => {
        return (...args) => {
          const start = now();
          try {
            return binding[name](...args);
          } finally {
            this.add(CALLS[name](args[0]), now() - start);
          }
        };
      };
      return {
        executeOp: measure('executeOp'),
        createTensor: measure('createTensor'),
        tensorDataSync: measure('tensorDataSync'),
      };
    });
  }

  /** Returns the times since the last call, longest first. */
  take(): readonly KernelTime[] {
    const times = [...this.times].map(([kernel, time]) => ({ kernel, ...time }));
    this.times = new Map();
    return times.sort((a, b) => b.milliseconds - a.milliseconds);
  }

  [Symbol.dispose](): void {
    this.interception[Symbol.dispose]();
  }

  private add(kernel: string, milliseconds: number): void {
    const time = this.times.get(kernel) ?? { calls: 0, milliseconds: 0 };
    this.times.set(kernel, { calls: time.calls + 1, milliseconds: time.milliseconds + milliseconds });
  }
}
