/**
 * The baseline operator by operator: what `run`, `learner` and `fitOneCycle` put together. Its metrics equal theirs.
 *
 *   npm start -- by-hand --data DIR
 */
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  of,
  range,
  Subscription,
  using,
  type Observable,
} from 'rxjs';
import {
  accuracy,
  adam,
  architectures,
  batchTransformed,
  chunked,
  collated,
  createRng,
  crossEntropy,
  decays,
  decoded,
  engineInfo,
  evaluated,
  fitState,
  METRIC_VERSION,
  Model,
  oneCycle,
  parameterCount,
  prefetch,
  shuffled,
  tf,
  trainStep,
  xresnet50,
  type Capabilities,
  type Metric,
} from '../src/index.ts';
import { trainingData } from './training-data.ts';
import type { TrainingOptions } from './training-options.ts';

export const byHand = (world: Capabilities, options: TrainingOptions): Observable<Metric> => {
  const { decode, now, residentBytes } = world;
  const { files: files$, item: transforms, batch } = trainingData(world, options);
  const { batchSize, epochs, size } = options;
  const seeded = createRng(options.seed);
  const rng = seeded.at('phase', 0);
  return files$.pipe(
    concatMap(({ train, valid, vocab }) =>
      using(
        () => {
          const network = (architectures[options.arch] ?? xresnet50)({
            outputs: options.nOut ?? vocab.length,
          });
          const model = new Model(network, seeded);
          const parameters = network.layer.parameters.map(({ name, role }) => ({
            name,
            variable: model.variable(name),
            decays: decays(role),
            group: 0,
          }));
          const optimizer = adam()(parameters);
          const resources = new Subscription(() => {
            optimizer[Symbol.dispose]();
            model[Symbol.dispose]();
          });
          return Object.assign(resources, { model, optimizer });
        },
        (resources): Observable<Metric> => {
          const { model, optimizer } = resources as unknown as {
            readonly model: Model;
            readonly optimizer: ReturnType<ReturnType<typeof adam>>;
          };
          const begin = now();
          const steps = Math.floor(train.length / batchSize);
          const state = fitState(model, optimizer);

          const epochMetrics = (epoch: number): Observable<Metric> =>
            defer(() => {
              const epochBegin = now();
              const training = from(train).pipe(
                shuffled(rng, epoch),
                chunked(batchSize, { dropLast: true }),
                prefetch({ depth: 2 }, (chunk, index) =>
                  from(chunk).pipe(
                    decoded({ decode, transforms, split: 'train', rng, epoch }),
                    collated({ index }),
                  ),
                ),
                batchTransformed({ transforms: batch, split: 'train', rng, epoch }),
                trainStep({
                  now,
                  residentBytes,
                  state,
                  loss: crossEntropy,
                  schedule: oneCycle(options.lr),
                  totalSteps: steps * epochs,
                  phase: 0,
                  epoch,
                  steps,
                }),
              );
              const validation = from(valid).pipe(
                chunked(batchSize),
                prefetch({ depth: 2 }, (chunk, index) =>
                  from(chunk).pipe(
                    decoded({ decode, transforms, split: 'valid', rng, epoch }),
                    collated({ index }),
                  ),
                ),
                batchTransformed({ transforms: batch, split: 'valid', rng, epoch }),
                evaluated({
                  now,
                  model,
                  loss: crossEntropy,
                  scores: [accuracy],
                  phase: 0,
                  epoch,
                  steps: Math.ceil(valid.length / batchSize),
                }),
              );
              return concat(training, validation).pipe(
                concatMap((metric): Observable<Metric> => {
                  if (metric._tag !== 'EvaluationResult') return of(metric);
                  const { loss: validLoss, scores, confusion } = metric;
                  return concat(
                    of<Metric>({
                      _tag: 'EpochRow',
                      phase: 0,
                      epoch,
                      trainLoss: state.smoothLoss.value,
                      validLoss,
                      scores,
                      seconds: (now() - epochBegin) / 1000,
                      memory: { rssBytes: residentBytes(), tensors: tf.memory().numTensors },
                    }),
                    epoch + 1 < epochs
                      ? EMPTY
                      : of<Metric>({ _tag: 'PredictionSummary', phase: 0, kind: 'valid', scores, confusion }),
                  );
                }),
              );
            });

          return concat(
            of<Metric[]>(
              {
                _tag: 'RunStarted',
                version: METRIC_VERSION,
                pipeline: 'by-hand',
                config: { ...options },
                engine: engineInfo(),
                architecture: model.network.name,
                parameters: parameterCount(model.network),
                trainCount: train.length,
                validCount: valid.length,
                vocab,
              },
              {
                _tag: 'PhaseStarted',
                phase: 0,
                name: `fitOneCycle(${epochs}, ${options.lr})`,
                epochs,
                stepsPerEpoch: steps,
                batchSize,
                size: [size, size],
              },
            ),
            range(0, epochs).pipe(concatMap(epochMetrics)),
            defer(() => world.saveWeights(model.weights())).pipe(
              map(({ path, bytes }): Metric => ({ _tag: 'CheckpointSaved', path, bytes })),
            ),
            defer(() =>
              of<Metric>({
                _tag: 'RunEnded',
                why: 'completed',
                seconds: (now() - begin) / 1000,
                skipped: 0,
              }),
            ),
          );
        },
      ),
    ),
  );
};
