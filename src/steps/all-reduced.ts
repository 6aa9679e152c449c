import {
  concatMap,
  defer,
  finalize,
  identity,
  map,
  of,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Capabilities, Collective, ReduceOptions } from '../core/index.ts';
import { FlatBuffer, tf } from '../engine/index.ts';
import type { TrainState } from '../nn/index.ts';
import type { Agreement } from './agreement.ts';
import type { Gradients } from './gradients.ts';

/** Options of {@link allReduced}. */
export interface AllReducedConfig extends ReduceOptions, Pick<Capabilities, 'now'> {
  readonly agreement: Agreement;
  /** Its running statistics become the means over the processes. Owned by the caller. */
  readonly state: TrainState;
}

/**
 * Adds up the gradients of all processes, each times its share of the batch: then they are those of the whole batch, the same
 * in every process (PyTorch's DistributedDataParallel). It comes before {@link updated}.
 *
 * ```text
 * source      -x---h-|    gradients; those of h are held back
 * exchange    -(r|)       with the other processes, for x
 * output      --x--h-|    x of the whole batch
 * ```
 *
 * The running statistics of batch norm become their means over the processes: nothing that training changes differs between
 * them. Identity for one process. Errors with ProcessLost. Takes ownership of the gradients, and passes it on.
 *
 * @category Training and evaluation steps
 */
export const allReduced = (config: AllReducedConfig): MonoTypeOperatorFunction<Gradients> =>
  config.agreement.collective.size === 1
    ? identity
    : concatMap((gradients) =>
        gradients.tensors === null ? held(gradients, config) : reduce(gradients, config),
      );

/** Held back gradients have changed the statistics, too. */
const held = (gradients: Gradients, { state, agreement }: AllReducedConfig): Observable<Gradients> =>
  gradients.count === 0
    ? of(gradients)
    : averaged(state, buffersOf(state).statistics, agreement.collective).pipe(map(() => gradients));

const reduce = (gradients: Gradients, config: AllReducedConfig): Observable<Gradients> =>
  defer(() => {
    const { agreement, state, now, wire } = config;
    const { collective } = agreement;
    const startedAt = now();
    const { gradients: forGradients, statistics: forStatistics } = buffersOf(state);
    const trained = (gradients.tensors ?? []).filter((tensor) => tensor !== null);
    forGradients.write(trained, gradients.fraction);
    return collective.allReduce$(forGradients.values, wire === undefined ? {} : { wire }).pipe(
      concatMap(() => averaged(state, forStatistics, collective)),
      map(() => {
        agreement.freeSince = now();
        if (agreement.times !== undefined)
          agreement.times = { ...agreement.times, reduceMs: agreement.freeSince - startedAt };
        const rest = forGradients.read(trained);
        const whole = (gradients.tensors ?? []).map((tensor) =>
          tensor === null ? null : (rest.shift() ?? null),
        );
        return gradients.with(whole, { fraction: 1 });
      }),
    );
  });

/** Replaces the running statistics of a model by their means over the processes, and emits once. */
function averaged(
  { model: { buffers } }: TrainState,
  buffer: FlatBuffer,
  collective: Collective,
): Observable<unknown> {
  if (buffers.size === 0) return of(null);
  const variables = [...buffers.values()];
  const values = variables.map((variable) => variable.read());
  buffer.write(values, 1);
  return collective.allReduce$(buffer.values).pipe(
    map(() => {
      tf.tidy(() => {
        buffer.read(values).forEach((sum, i) => {
          variables[i]?.assign(tf.div(sum, collective.size));
        });
      });
    }),
    finalize(() => {
      tf.dispose(values);
    }),
  );
}

/** What travels between processes, one message for each state. */
interface Buffers {
  readonly gradients: FlatBuffer;
  readonly statistics: FlatBuffer;
}

const known = new WeakMap<TrainState, Buffers>();

function buffersOf(state: TrainState): Buffers {
  const found = known.get(state) ?? { gradients: new FlatBuffer(), statistics: new FlatBuffer() };
  known.set(state, found);
  return found;
}
