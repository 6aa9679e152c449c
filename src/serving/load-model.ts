import { resolve } from 'node:path';
import {
  concat,
  firstValueFrom,
  lastValueFrom,
  map,
  ReplaySubject,
  share,
  Subject,
  take,
  takeUntil,
  toArray,
  defer,
  EMPTY,
  mergeMap,
  type Observable,
} from 'rxjs';
import {
  precisionOptions,
  badData,
  badOption,
  MillraceError,
  type Explanation,
  type ExplanationOptions,
  type Image,
  type LabelProbability,
  type ModelDescription,
  type NotPredicted,
  type Precision,
  type Prediction,
  type PredictionOptions,
} from '../core/index.ts';
import { modelProcess, type LoadModelOptions, type ModelProcess } from './model-process.ts';

/** The path of an image file, or the contents of one. */
export type ImageInput = string | Uint8Array;

/** A trained model in a process of its own, so that this one stays free while the engine computes. */
export interface LoadedModel extends AsyncDisposable {
  /** Its classes, architecture, size and how it prepares images. */
  readonly description: ModelDescription;
  /** The precision in which it predicts: with `auto`, the one that was found. */
  readonly precision: Precision;
  /**
   * Resolves with the most probable classes of an image, highest first; of a list of images, with one such list for each.
   *
   * Rejects with BadData if an image cannot be used; {@link predictions$} also reports the others then.
   */
  readonly predict: {
    (image: ImageInput, options?: PredictionOptions): Promise<readonly LabelProbability[]>;
    (
      images: readonly ImageInput[],
      options?: PredictionOptions,
    ): Promise<readonly (readonly LabelProbability[])[]>;
  };
  /**
   * Emits a prediction for each image, in order, each as soon as it is known: a cold stream, which unsubscribing cancels. An
   * image that cannot be used is emitted with its error.
   */
  readonly predictions$: (
    images: readonly ImageInput[],
    options?: PredictionOptions,
  ) => Observable<Prediction>;
  /**
   * Emits where the network looked in each image for the class that it predicts, or for one given by name: a cold stream, in
   * order, with the errors of images that cannot be used.
   */
  readonly explanations$: (
    images: readonly ImageInput[],
    options?: ExplanationOptions,
  ) => Observable<Explanation | NotPredicted>;
  /** Kills the process. Predictions that are not finished reject; a second call has no effect. */
  readonly dispose: () => Promise<void>;
}

/**
 * Loads the model of a run, by default that of its best epoch, or of a model file; resolves when it is ready to predict.
 *
 * ```ts
 * const model = await loadModel('runs/pets');
 * const [best] = await model.predict('photo.jpg');
 * await model.dispose();
 * ```
 *
 * Its owner disposes it: the process that predicts keeps this one running. Rejects with BadData if there is no model, with
 * EngineUnavailable if the engine is not prepared (`npx millrace doctor --prepare`), and with BadOption for an invalid
 * option.
 *
 * @param path a run folder, or a model file
 * @param options the model of a run, the device, the number of threads, and the precision
 */
export async function loadModel(path: string, options: LoadModelOptions = {}): Promise<LoadedModel> {
  checkOptions(path, options);
  const ended$ = new Subject<void>();
  let isEnded = false;
  const process$ = modelProcess({ path, ...options }).pipe(
    takeUntil(ended$),
    // After its end, another process must not be started.
    share({
      connector: () => new ReplaySubject(1),
      resetOnError: false,
      resetOnComplete: false,
      resetOnRefCountZero: false,
    }),
  );
  const loaded = await firstValueFrom(process$, { defaultValue: null });
  if (loaded === null) return disposed();
  const {
    description,
    precision: { precision },
  } = loaded;
  /** Asks the process, unless the model is disposed. The answers have the paths as the caller gave them. */
  const answers$ = <A extends { readonly path: string }>(
    inputs: readonly ImageInput[],
    ask: (model: ModelProcess, images: readonly Image[]) => Observable<A>,
  ): Observable<A> =>
    defer(() =>
      isEnded
        ? defer(disposed)
        : process$.pipe(
            take(1),
            mergeMap((model) =>
              concat(
                ask(model, inputs.map(imageOf)).pipe(takeUntil(ended$)),
                defer(() => (isEnded ? defer(disposed) : EMPTY)),
              ),
            ),
            map((answer, i) => {
              const input = inputs[i];
              return typeof input === 'string' ? { ...answer, path: input } : answer;
            }),
          ),
    );
  const predictions$: LoadedModel['predictions$'] = (images, options) =>
    answers$(images, (model, all) => model.predictions$(all, options));
  const explanations$: LoadedModel['explanations$'] = (images, options) =>
    answers$(images, (model, all) => model.explanations$(all, options));
  const topOf = (images: readonly ImageInput[], options?: PredictionOptions) =>
    lastValueFrom(predictions$(images, options).pipe(map(classesOf), toArray()), { defaultValue: [] });
  const predict = async (input: ImageInput | readonly ImageInput[], options?: PredictionOptions) =>
    isOne(input) ? (await topOf([input], options))[0] : topOf(input, options);
  const dispose = (): Promise<void> => {
    isEnded = true;
    ended$.next();
    return Promise.resolve();
  };
  return {
    description,
    precision,
    predict: predict as LoadedModel['predict'],
    predictions$,
    explanations$,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

const isOne = (input: ImageInput | readonly ImageInput[]): input is ImageInput =>
  typeof input === 'string' || input instanceof Uint8Array;

const imageOf = (input: ImageInput, index: number): Image => {
  // Callers in JavaScript are not type-checked.
  if (!isOne(input))
    throw new MillraceError(badOption('predict', 'the path of an image, or its bytes', typeof input));
  return typeof input === 'string'
    ? { path: resolve(input), index }
    : { path: `image ${index + 1}`, bytes: input, index };
};

function classesOf(prediction: Prediction): readonly LabelProbability[] {
  if ('error' in prediction)
    throw new MillraceError(
      badData(
        prediction.path,
        '',
        prediction.error.replace(/^cannot be decoded: /, ''),
        'predictions$() reports bad images beside the others.',
      ),
    );
  return prediction.top;
}

function disposed(): never {
  throw new MillraceError(
    badOption('predict', 'a loaded model', 'a disposed one', 'Call dispose() after the last prediction.'),
  );
}

function checkOptions(path: unknown, { device, threads, weights, precision }: LoadModelOptions): void {
  const wrong =
    typeof path !== 'string'
      ? badOption('loadModel', 'the path of a run or a model file', typeof path)
      : device !== undefined && !['cpu', 'gpu'].includes(device)
        ? badOption('loadModel device', "'cpu' or 'gpu'", device)
        : threads !== undefined && !(Number.isSafeInteger(threads) && threads > 0)
          ? badOption('loadModel threads', 'a positive integer', String(threads))
          : weights !== undefined && !['best', 'last'].includes(weights)
            ? badOption('loadModel weights', "'best' or 'last'", weights)
            : precision !== undefined && !precisionOptions.includes(precision)
              ? badOption('loadModel precision', "'float32', 'bfloat16', 'float16' or 'auto'", precision)
              : null;
  if (wrong !== null) throw new MillraceError(wrong);
}
