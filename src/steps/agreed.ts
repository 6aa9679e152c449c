import { concatMap, finalize, identity, map, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { at, type Capabilities, type ItemFault } from '../core/index.ts';
import { tf, type Tensor } from '../engine/index.ts';
import { nextLossScale, type TrainState } from '../nn/index.ts';
import type { Agreement } from './agreement.ts';
import type { Gradients } from './gradients.ts';
import { decodeMessage, encodeMessage } from './message-bytes.ts';
import { withFolder, withoutFolder } from './relocated.ts';

/** Options of {@link agreed}. */
export interface AgreedConfig extends Pick<Capabilities, 'now'> {
  readonly agreement: Agreement;
  /** Owned by the caller. */
  readonly state: TrainState;
  /** Names of parameters that are not trained; none by default. */
  readonly frozen?: ReadonlySet<string>;
}

/** The numbers that processes add up. After them come those of each process: its milliseconds until here. */
const [STOP, CLOCK, OVERFLOWS, FAULTS, COUNT, WEIGHT, LOSS, TIMES] = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Joins the losses, the numbers of images and the reports of all processes, for the gradients of their shares of a batch. It
 * comes after {@link gradientsOf}; {@link allReduced} then adds up the gradients themselves.
 *
 * ```text
 * source      -x---y-|    gradients of the share of this process
 * exchange    -(r|)       with the other processes, for each
 * output      --x---y|    with the loss and the number of images of the whole batch, and `fraction`
 * ```
 *
 * All processes agree with each step: on the loss, whether it overflowed in float16, when they stop, and how late it is. A
 * process without a usable image contributes zeros. Identity for one process. Errors with ProcessLost. Takes ownership of
 * the gradients, and passes it on.
 *
 * @category Training and evaluation steps
 */
export const agreed = (config: AgreedConfig): MonoTypeOperatorFunction<Gradients> =>
  config.agreement.collective.size === 1
    ? identity
    : concatMap((gradients) =>
        join(gradients, config).pipe(
          finalize(() => {
            // Has no effect once they are passed on.
            gradients[Symbol.dispose]();
          }),
        ),
      );

/** Emits gradients that know of the whole batch. */
function join(gradients: Gradients, config: AgreedConfig): Observable<Gradients> {
  const { agreement, state, now } = config;
  const { collective } = agreement;
  const { rank, size, hosts } = collective;
  const { tensors, loss, count, weight, faults, lossScale } = gradients;
  const { stop, clock } = agreement.report();
  const numbers = new Float64Array(TIMES + size);
  const isOverflow = count > 0 && tensors === null;
  numbers.set([Number(stop), clock, Number(isOverflow), faults.length, count, weight, weight * loss]);
  const arrivedAt = now();
  numbers[TIMES + rank] = arrivedAt - (agreement.freeSince ?? arrivedAt);
  return collective.allReduce$(numbers).pipe(
    concatMap((sums) => faultsOfAll(faults, at(sums, FAULTS), agreement).pipe(map((all) => ({ sums, all })))),
    map(({ sums, all }) => {
      agreement.receive({ stop: at(sums, STOP) > 0, clock: at(sums, CLOCK) });
      const times = [...sums.subarray(TIMES)];
      const [slowestMs, meanMs] = [Math.max(...times), times.reduce((a, b) => a + b, 0) / size];
      const slowest = times.indexOf(slowestMs);
      const host = new Set(hosts).size > 1 ? at(hosts, slowest) : '';
      agreement.freeSince = now();
      agreement.times = { count: size, slowest, host, waitMs: slowestMs - meanMs, reduceMs: 0 };
      const hasOverflown = at(sums, OVERFLOWS) > 0;
      if (lossScale !== undefined)
        state.scalars = { ...state.scalars, lossScale: nextLossScale(lossScale, !hasOverflown) };
      const [images, total] = [at(sums, COUNT), at(sums, WEIGHT)];
      // Images whose classes all have weight 0 have no loss.
      const [part, whole] = total === 0 ? [count, images] : [weight, total];
      const isEmpty = hasOverflown || images === 0;
      return gradients.with(isEmpty ? null : (tensors ?? zeros(config)), {
        loss: images === 0 || total === 0 ? 0 : at(sums, LOSS) / total,
        count: images,
        fraction: images === 0 ? 1 : part / whole,
        faults: all,
      });
    }),
  );
}

/** Emits the reports of all processes, in their order. */
const faultsOfAll = (
  faults: readonly ItemFault[],
  count: number,
  agreement: Agreement,
): Observable<readonly ItemFault[]> =>
  count === 0
    ? of([])
    : agreement.collective
        .allGather$(encodeMessage({ data: withoutFolder(faults, agreement) }))
        .pipe(
          map((each) =>
            each.flatMap((bytes) => withFolder(decodeMessage(bytes).data as readonly ItemFault[], agreement)),
          ),
        );

/** Returns the gradients of a process without a usable image. */
const zeros = ({ state, frozen }: AgreedConfig): readonly (Tensor | null)[] =>
  [...state.model.parameters].map(([name, { shape }]) =>
    frozen?.has(name) === true ? null : tf.keep(tf.zeros([...shape], 'float32')),
  );
