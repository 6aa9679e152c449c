import { resolve } from 'node:path';
import {
  concat,
  defer,
  dematerialize,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  materialize,
  merge,
  share,
  Subject,
  switchMap,
  takeWhile,
  type Observable,
} from 'rxjs';
import {
  engineFailed,
  MillraceError,
  type Explanation,
  type ExplanationOptions,
  type Image,
  type ModelDescription,
  type NotPredicted,
  type PrecisionOption,
  type Prediction,
  type PredictionOptions,
  type ResolvedPrecision,
  type WhichModel,
} from '../core/index.ts';
import { forkModule, ownModule } from '../io/index.ts';
import { engineEnvironment, engineNoise, requireEngine } from '../provision/engine/index.ts';
import type { LoadJob, Reply, Request } from './messages.ts';

/** Which model is loaded, and where it computes. */
export interface LoadModelOptions {
  /** Which model of a run: that of the best epoch (the default) or of the last one. */
  readonly weights?: WhichModel;
  /** The device that computes; by default `cpu`. */
  readonly device?: 'cpu' | 'gpu';
  /** The number of TensorFlow's threads; by default one per core. */
  readonly threads?: number;
  /**
   * The precision of convolutions and of what follows them; by default `float32`. Less is faster on some devices, and
   * changes probabilities slightly; `auto` is `bfloat16` if a measurement of a second shows that it is faster here.
   */
  readonly precision?: PrecisionOption;
}

/** Options of {@link modelProcess}. */
export interface ModelProcessConfig extends LoadModelOptions {
  /** A run folder, or a model file. */
  readonly path: string;
}

/** A model in a process of its own. */
export interface ModelProcess {
  readonly description: ModelDescription;
  /** The path of the model's file. */
  readonly path: string;
  /** The precision in which it predicts. */
  readonly precision: ResolvedPrecision;
  /**
   * Emits one prediction per image, in order. Unsubscribing cancels the images that are not predicted yet. Errors with the
   * error of the process.
   */
  readonly predictions$: (images: readonly Image[], options?: PredictionOptions) => Observable<Prediction>;
  /** Emits one explanation per image, likewise. */
  readonly explanations$: (
    images: readonly Image[],
    options?: ExplanationOptions,
  ) => Observable<Explanation | NotPredicted>;
}

/**
 * Loads a model in a process of its own, and emits it once it is ready to predict. This process stays free: TensorFlow would
 * block its event loop while it computes.
 *
 * Never completes: unsubscribing ends the process. Errors with BadData if the model cannot be loaded, with
 * EngineUnavailable if the engine is not prepared, and with EngineFailed if the process ends.
 */
export const modelProcess = ({
  path,
  weights = 'best',
  device = 'cpu',
  threads,
  precision = 'float32',
}: ModelProcessConfig): Observable<ModelProcess> =>
  defer(() => {
    requireEngine({ device });
    const requests = new Subject<Request>();
    const replies$ = forkModule<Reply>({
      entry: ownModule('../prediction-process', import.meta.url),
      job: { _tag: 'Load', path: resolve(path), which: weights, precision } satisfies LoadJob,
      env: engineEnvironment({ device, ...(threads === undefined ? {} : { threads }) }),
      noise: engineNoise,
      commands$: requests,
    }).pipe(
      map((reply) => {
        if (reply._tag === 'NotLoaded') throw new MillraceError(reply.error);
        return reply;
      }),
      // A request after the end must fail, not start another process.
      share({ resetOnError: false, resetOnComplete: false, resetOnRefCountZero: true }),
    );
    const answersOf = asked(requests, replies$);
    return replies$.pipe(
      filter((reply) => reply._tag === 'Ready'),
      map(({ description, path: file, precision: resolved }): ModelProcess => ({
        description,
        path: file,
        precision: resolved,
        predictions$: (images, options = {}) =>
          answersOf((id) => ({ _tag: 'Predict', id, images, options })).pipe(
            filter((reply) => reply._tag === 'Predicted'),
            map(({ prediction }) => prediction),
          ),
        explanations$: (images, options = {}) =>
          answersOf((id) => ({ _tag: 'Explain', id, images, options })).pipe(
            filter((reply) => reply._tag === 'Explained'),
            map(({ explanation }) => explanation),
          ),
      })),
    );
  });

/**
 * Runs work with a model in a process of its own, which ends with it.
 *
 * ```text
 * process     --m--------      the model is ready
 * work          -a-b-|
 * output      ---a-b-|
 * ```
 *
 * Errors as {@link modelProcess} and the work do.
 */
export const usingModel = <A>(
  process$: Observable<ModelProcess>,
  work: (model: ModelProcess) => Observable<A>,
): Observable<A> =>
  process$.pipe(
    switchMap((model) => work(model).pipe(materialize())),
    // The process never completes, so the end of the work ends the stream.
    dematerialize(),
  );

/** Returns a function that sends a request when subscribed, emits its answers, and cancels it when unsubscribed. */
function asked(
  requests: Subject<Request>,
  replies$: Observable<Reply>,
): (request: (id: number) => Request) => Observable<Reply> {
  let asked = 0;
  return (request) =>
    defer(() => {
      const id = asked++;
      let isAnswered = false;
      const send$ = defer(() => {
        requests.next(request(id));
        return [];
      });
      const answers$ = replies$.pipe(
        filter((reply) => 'id' in reply && reply.id === id),
        map((reply) => {
          isAnswered = reply._tag === 'Done' || reply._tag === 'Failed';
          if (reply._tag === 'Failed') throw new MillraceError(reply.error);
          return reply;
        }),
        takeWhile(({ _tag }) => _tag !== 'Done'),
      );
      const end$ = defer(() => (isAnswered ? EMPTY : unanswered()));
      return merge(concat(answers$, end$), send$.pipe(ignoreElements())).pipe(
        finalize(() => {
          if (!isAnswered) requests.next({ _tag: 'Cancel', id });
        }),
      );
    });
}

function unanswered(): never {
  throw new MillraceError(
    engineFailed('the process that predicts', 'an answer', 'its end', 'Load the model again.'),
  );
}
