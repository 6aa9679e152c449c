/**
 * The baseline, operator by operator: the same stream that `run`, `learner` and `fitOneCycle` compose.
 *
 *   npm start -- by-hand DIR
 *   npm start -- by-hand DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --seed 1
 *
 * Its metrics equal those of `baseline` for every seed (a test compares them). The second command, on 7,576 images of
 * Imagenette and validated on 1,893: accuracy 0.7417 and 0.7454 with seeds 1 and 2, in 10 minutes on two cores with AVX2.
 */
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  ignoreElements,
  map,
  merge,
  of,
  pipe,
  range,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import {
  architectureNamed,
  adam,
  agreed,
  agreementOf,
  allReduced,
  balanced,
  batchTransformed,
  batchTransforms,
  chunked,
  collated,
  createRng,
  cached,
  decoded,
  descriptionOf,
  evaluated,
  explained,
  gradientsOf,
  hasBatchNorm,
  imagesFound,
  loadedData,
  measured,
  memoryUse,
  networkOf,
  oneCycle,
  predictionsSaved,
  prefetch,
  profiled,
  runEnded,
  runStarted,
  sharded,
  shuffled,
  stepsPerEpoch,
  stopOnNaN,
  stopOnSkipped,
  trainState,
  trainEach,
  untimed,
  updated,
  usingDisposable,
  validationList,
  validationSteps,
  type Capabilities,
  type EpochRow,
  type ImageFile,
  type Metric,
  type Split,
  type Pipeline,
  type SavedFile,
  type WhichModel,
} from '../src/index.ts';
import { lossOf } from './loss-of.ts';
import { withPrecision, type Precise } from './with-precision.ts';
import { trainingData } from './training-data.ts';
import { book } from './book.ts';
import type { FitOptions, TrainingOptions } from './options.ts';
import { scoresOf } from './scores-of.ts';
import { commandTable } from './table.ts';

/** Options of the baseline, without hooks and without a search for the rate. */
export interface ByHandOptions extends Omit<TrainingOptions, 'continue' | 'lr' | keyof FitOptions> {
  readonly lr: number;
}

export const byHand: Pipeline<ByHandOptions> = {
  ...commandTable.byHand,
  run: (world, options) => withPrecision(runByHand)(world, options),
};

const runByHand = (given: Capabilities, options: Precise<ByHandOptions>): Observable<Metric> => {
  // Several processes that train together stop after the same step.
  const agreement = agreementOf(given);
  const { stop$ } = agreement;
  const world = { ...given, stop$ };
  const { collective, decode, itemStore, now, paused$, residentBytes, saveModel } = world;
  const { batchSize, epochs, lr, precision, seed } = options;
  const planned = { name: `fitOneCycle(${epochs}, ${lr})`, kind: 'fit', epochs } as const;
  const root = createRng(seed);
  const rng = root.at('phase', 0);

  return loadedData(trainingData(world, options), { world, rng: root }).pipe(
    concatMap(({ data, files }) => {
      const { train, valid, vocab } = files;
      const network = networkOf(architectureNamed(options.arch), options.nOut, vocab);
      const { task } = data;
      const steps = stepsPerEpoch(files, batchSize, { network, share: batchSize / collective.size });
      const validSteps = validationSteps(files, batchSize);
      const described = lossOf(options) ?? task.loss;
      const loss = typeof described === 'function' ? described(files) : described;

      /** Turns chunks of file names into augmented batches; the next one loads while one is used. */
      const batches = (
        chunks: Observable<readonly ImageFile[]>,
        split: Split,
        epoch: number,
        timed = untimed,
      ) => {
        const plan = { transforms: data.item, split, rng, epoch };
        const decoding = decoded({ ...plan, decode });
        const isTrained = split === 'train' && hasBatchNorm(network);
        const items =
          data.cache === undefined ? decoding : cached({ ...plan, store: itemStore(data.cache) }, decoding);
        return chunks.pipe(
          sharded(collective),
          prefetch({ depth: 2, paused$ }, (files, index) =>
            from(files).pipe(
              items,
              timed('collated', collated({ index, task, classes: vocab.length, batchNorm: isTrained })),
            ),
          ),
          timed(
            'batchTransformed',
            batchTransformed({ transforms: batchTransforms(data), split, rng, epoch }),
          ),
        );
      };

      const training = usingDisposable(
        () => trainState(network, { optimizer: adam(), rng: root }),
        (state) => {
          const { model } = state;
          const engine = { ...world.engine, precision };
          const place = { now, residentBytes, agreement, engine, phase: 0, loss };
          const totalSteps = steps * epochs;
          const scores = scoresOf(options)?.(task) ?? task.metrics;
          const epochMetrics = (epoch: number): Observable<Metric> =>
            concat(
              profiled({ ...world, phase: 0, epoch }, (timed, engine) => {
                const config = {
                  ...place,
                  state,
                  rank: collective.rank,
                  engine: { ...engine, precision },
                  schedule: oneCycle(lr),
                  totalSteps,
                  epoch,
                  steps,
                };
                const order = data.balanced === true ? balanced : shuffled;
                return batches(
                  from(train).pipe(order(rng, epoch), chunked(batchSize, { dropLast: true })),
                  'train',
                  epoch,
                  timed,
                ).pipe(
                  timed(
                    'trainStep',
                    trainEach(
                      config,
                      pipe(gradientsOf(config), agreed(config)),
                      pipe(stopOnNaN(config), allReduced(config), updated(config)),
                    ),
                  ),
                  tap(agreement.settle),
                );
              }),
              batches(from(valid).pipe(chunked(batchSize)), 'valid', epoch).pipe(
                evaluated({ ...place, model, task, scores, epoch, steps: validSteps }),
                predictionsSaved({ ...world, vocab }),
              ),
            ).pipe(
              measured({ now, phase: 0, epoch, memory: () => memoryUse(world), last: epoch + 1 === epochs }),
            );
          const description = descriptionOf({ state, files, data });
          const saving = (which: WhichModel | 'first'): Observable<SavedFile> =>
            defer(() => saveModel({ description, weights: model.weights() }, which));
          const checkpoint = (which: WhichModel | 'first' = 'last'): Observable<Metric> =>
            saving(which).pipe(map((file): Metric => ({ _tag: 'CheckpointSaved', ...file })));
          const bestSaved = ({ phase, epoch }: EpochRow): Observable<Metric> =>
            saving('best').pipe(
              map((file): Metric => ({ _tag: 'BestSaved', phase, epoch, monitor: 'valid_loss', ...file })),
            );
          let best = Infinity;
          // A stream that ends at a row has its models on disk.
          const savedBeforeRow = concatMap((metric: Metric): Observable<Metric> => {
            if (metric._tag !== 'EpochRow') return of(metric);
            const isBest = (metric.validLoss ?? NaN) < best;
            if (isBest) best = metric.validLoss ?? NaN;
            return concat(
              checkpoint(metric.epoch === 0 ? 'first' : 'last'),
              isBest ? bestSaved(metric) : EMPTY,
              of(metric),
            );
          });
          return concat(
            range(0, epochs).pipe(
              concatMap((epoch) => epochMetrics(epoch).pipe(savedBeforeRow)),
              takeUntil(stop$),
            ),
            // A run that stops in the middle of an epoch saves its model too.
            merge(stop$.pipe(map(() => checkpoint())), of(EMPTY)).pipe(
              take(1),
              concatMap((kept) => kept),
            ),
          ).pipe(explained({ world, state, data, rng: root }));
        },
      );

      return concat(
        defer(() =>
          of(
            runStarted({
              ...{ name: 'by-hand', reference: book.baseline, config: { ...options } },
              ...{ files, task, network, phases: [planned], processes: collective.size },
            }),
            imagesFound(files),
          ),
        ),
        world.saveText('validation.txt', validationList(files)).pipe(ignoreElements()),
        of<Metric>({
          _tag: 'PhaseStarted',
          phase: 0,
          ...planned,
          stepsPerEpoch: steps,
          batchSize,
          size: [data.size.height, data.size.width],
        }),
        training,
      ).pipe(stopOnSkipped({ total: train.length + valid.length }));
    }),
    runEnded({ now, stop$ }),
    agreement.around(),
  );
};
