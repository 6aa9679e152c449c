import {
  concat,
  concatMap,
  defer,
  EMPTY,
  map,
  of,
  Subscription,
  take,
  tap,
  using,
  type Observable,
} from 'rxjs';
import {
  createRng,
  METRIC_VERSION,
  type Capabilities,
  type ImageFiles,
  type Metric,
  type RunStarted,
} from '../core/index.ts';
import { engineInfo } from '../engine/index.ts';
import { stopOnSkipped } from '../metrics/index.ts';
import { decays, Model, parameterCount, type Network } from '../nn/index.ts';
import type { Learner } from './learner.ts';
import type { Phase, RunContext } from './phase.ts';

export interface RunOptions {
  /** What the run is called: the pipeline's name. */
  readonly name: string;
  /** What was asked for, for the run folder; plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * A run: phases one after the other over one model, from its random weights to its saved ones.
 *
 * Cold: nothing happens before it is subscribed, and each subscription trains anew, with equal metrics. Unsubscribing
 * stops it after the current step and frees the model. Errors with BadData where the pictures do not do, with
 * TooManyBadItems where most of them cannot be used.
 */
export const run = (
  world: Capabilities,
  { name, config }: RunOptions,
  learner: Learner,
  ...phases: readonly Phase[]
): Observable<Metric> =>
  learner.data.files.pipe(
    take(1),
    concatMap((files) =>
      defer(() => {
        const begin = world.now();
        const skipped = new Set<string>();
        const network = learner.architecture({ outputs: learner.outputs ?? files.vocab.length });
        const metrics = withContext(world, learner, network, (context) =>
          concat(phaseMetrics(context, phases), saved(context)),
        );
        return concat(
          defer(() => of(runStarted({ name, config, files, network }))),
          metrics.pipe(
            tap((metric) => {
              if (metric._tag === 'ItemSkipped') skipped.add(metric.path);
            }),
            stopOnSkipped({ total: files.train.length + files.valid.length }),
          ),
          defer(() =>
            of<Metric>({
              _tag: 'RunEnded',
              why: 'completed',
              seconds: (world.now() - begin) / 1000,
              skipped: skipped.size,
            }),
          ),
        );
      }),
    ),
  );

const runStarted = ({
  name,
  config,
  files: { train, valid, vocab },
  network,
}: RunOptions & { readonly files: ImageFiles; readonly network: Network }): RunStarted => ({
  _tag: 'RunStarted',
  version: METRIC_VERSION,
  pipeline: name,
  config,
  engine: engineInfo(),
  architecture: network.name,
  parameters: parameterCount(network),
  trainCount: train.length,
  validCount: valid.length,
  vocab,
});

/** Makes the model and the optimizer, and frees both when the stream ends or is left. */
const withContext = (
  world: Capabilities,
  learner: Learner,
  network: Network,
  body: (context: RunContext) => Observable<Metric>,
): Observable<Metric> =>
  using(
    () => {
      const rng = createRng(learner.seed);
      const model = new Model(network, rng);
      const optimizer = learner.optimizer(
        network.layer.parameters.map(({ name, role }) => ({
          name,
          variable: model.variable(name),
          decays: decays(role),
          group: 0,
        })),
      );
      const resources = new Subscription(() => {
        optimizer[Symbol.dispose]();
        model[Symbol.dispose]();
      });
      const context: RunContext = { world, learner, data: learner.data, model, optimizer, rng, phase: 0 };
      return Object.assign(resources, { context });
    },
    (resources) => body((resources as Subscription & { readonly context: RunContext }).context),
  );

const phaseMetrics = (context: RunContext, [phase, ...rest]: readonly Phase[]): Observable<Metric> =>
  phase === undefined
    ? EMPTY
    : concat(
        defer(() => phase.metrics(context)),
        defer(() => phaseMetrics(phase.next(context), rest)),
      );

const saved = ({ world, model }: RunContext): Observable<Metric> =>
  defer(() => world.saveWeights(model.weights())).pipe(
    map(({ path, bytes }) => ({ _tag: 'CheckpointSaved', path, bytes })),
  );
