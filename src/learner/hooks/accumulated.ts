import { concat, defer, map } from 'rxjs';
import {
  at,
  requireOption,
  requirePositiveInteger,
  type Notice,
  type StateArray,
  type StateDict,
} from '../../core/index.ts';
import { tf, type Tensor, type Variable } from '../../engine/index.ts';
import type { HookMemory, TrainState } from '../../nn/index.ts';
import type { FitContext, Hook } from '../hook.ts';
import { countIn, notSaved, numberArrays, requireOnly } from './numbers.ts';

const NAME = 'accumulated';

/**
 * Returns a hook that adds up gradients and updates the weights once per `items` images, as if batches were that large:
 * fastai's GradientAccumulation. Use it if such batches do not fit into memory.
 *
 * ```text
 * source      -a-b-c-d-|    gradients of batches of four; accumulated(8)
 * output      -h-x-h-y-|    h is held back; x is the mean of a and b, y of c and d
 * ```
 *
 * Each batch adds its gradients times its size divided by `items`. The batch that reaches `items` is followed by an
 * update, at the rates of that batch: the schedule advances with every batch. An incomplete group continues in the next
 * epoch; at the end of the fit it is dropped, with a {@link Notice}. Batches without gradients, which overflowed in
 * float16, pass and do not count. Batch norm still uses the statistics of the smaller batches. A batch with unusable
 * images counts for less, so that its group takes another batch, as in fastai. Wherever it is in the list, it comes
 * before other hooks of gradients.
 *
 * Throws BadOption unless `items` is a positive integer; the fit errors with BadOption if it has fewer images.
 *
 * @param items number of images per update, usually a multiple of the batch size; or a function that returns it
 * @category Hooks
 */
export const accumulated = (items: number | ((fit: FitContext) => number)): Hook => {
  const itemsOf = typeof items === 'number' ? () => items : items;
  if (typeof items === 'number') requirePositiveInteger('accumulated items', items);
  return {
    name: NAME,
    gradientOrder: 'first',
    epochs: (fit) => (metrics) =>
      concat(
        defer(() => {
          requireEnough(itemsOf(fit), fit);
          return metrics;
        }),
        defer(() => noticeOf(groupIn(fit.state).drop(fit.phase))),
      ),
    gradients: (epoch) =>
      map((gradients) => {
        const { tensors, count, fraction } = gradients;
        if (tensors === null) return gradients;
        const { state, phase } = epoch;
        const group = groupIn(state);
        const all = itemsOf(epoch);
        group.add(tensors, { count, fraction, items: all, phase });
        return gradients.with(group.count < all ? null : group.take(), { fraction: 1 });
      }),
  };
};

const groupIn = ({ memory, model }: TrainState): Group => memory.of(NAME, () => new Group(model.parameters));

/** Throws BadOption if a fit has too few images for one update: it would train nothing. */
function requireEnough(items: number, { epochs, stepsPerEpoch, data: { batchSize } }: FitContext): void {
  const all = epochs * stepsPerEpoch * batchSize;
  requireOption(items <= all, `${NAME} items (--accumulate)`, `at most ${all}, the images of the fit`, items);
}

const noticeOf = (count: number): readonly Notice[] =>
  count === 0
    ? []
    : [
        {
          _tag: 'Notice',
          text: `the gradients of the last ${count} ${count === 1 ? 'image' : 'images'} were dropped: accumulation needs full groups`,
        },
      ];

interface Added {
  /** Number of images. */
  readonly count: number;
  /** The part of this process in the gradients. */
  readonly fraction: number;
  /** Number of images per update. */
  readonly items: number;
  /** Position of the fit in its run, from 0. */
  readonly phase: number;
}

/** The sums of gradients since the last update. */
class Group implements HookMemory {
  /** Number of images. */
  count = 0;
  /** Each process holds the sums of its own gradients. */
  get differs(): boolean {
    return this.count > 0;
  }

  /** The fit that they belong to. */
  private phase = 0;
  /** By parameter, without frozen ones. */
  private readonly sums = new Map<string, Tensor>();
  /** Borrowed, in the order of their gradients. */
  private readonly parameters: ReadonlyMap<string, Variable>;
  private readonly names: readonly string[];

  constructor(parameters: ReadonlyMap<string, Variable>) {
    this.parameters = parameters;
    this.names = [...parameters.keys()];
  }

  /** Adds the gradients of a batch, borrowed. Drops those of an earlier fit. */
  add(gradients: readonly (Tensor | null)[], { count, fraction, items, phase }: Added): void {
    if (phase !== this.phase) this[Symbol.dispose]();
    this.phase = phase;
    tf.tidy(() => {
      const factor = tf.scalar((fraction * count) / items);
      gradients.forEach((gradient, i) => {
        if (gradient === null) return;
        const name = at(this.names, i);
        const sum = this.sums.get(name);
        const scaled = tf.mul(gradient, factor);
        this.sums.set(name, tf.keep(sum === undefined ? scaled : tf.add(sum, scaled)));
        sum?.dispose();
      });
    });
    this.count += count;
  }

  /** Drops the gradients, and returns the number of images of a fit in them. */
  drop(phase: number): number {
    const dropped = phase === this.phase ? this.count : 0;
    this[Symbol.dispose]();
    return dropped;
  }

  /** Starts a new group, and returns the sums of this one, owned by the caller: null for frozen parameters. */
  take(): readonly (Tensor | null)[] {
    const taken = this.names.map((name) => this.sums.get(name) ?? null);
    this.sums.clear();
    this.count = 0;
    return taken;
  }

  save(): StateDict {
    return new Map([
      ...numberArrays({ count: this.count, phase: this.phase }),
      ...[...this.sums].map(([name, sum]): [string, StateArray] => [
        `sum/${name}`,
        { shape: sum.shape, data: sum.dataSync<'float32'>().slice() },
      ]),
    ]);
  }

  restore(arrays: StateDict): void {
    requireOnly(arrays, ['count', 'phase', ...this.names.map((name) => `sum/${name}`)]);
    const [count, phase] = [countIn(arrays, 'count'), countIn(arrays, 'phase')];
    const sums = [...this.parameters].flatMap(([name, { shape }]) => {
      const sum = arrays.get(`sum/${name}`);
      if (sum === undefined) return [];
      if (sum.shape.join() === shape.join()) return [{ name, shape, data: sum.data }];
      throw notSaved(`sum/${name} of shape [${shape.join()}]`, `shape [${sum.shape.join()}]`);
    });
    this[Symbol.dispose]();
    [this.count, this.phase] = [count, phase];
    for (const { name, shape, data } of sums)
      this.sums.set(name, tf.keep(tf.tensor(data, [...shape], 'float32')));
  }

  [Symbol.dispose](): void {
    for (const sum of this.take()) sum?.dispose();
  }
}
