import type {
  AppError,
  Explanation,
  ExplanationOptions,
  Image,
  ModelDescription,
  NotPredicted,
  PrecisionOption,
  Prediction,
  PredictionOptions,
  ResolvedPrecision,
  WhichModel,
} from '../core/index.ts';

/** The first message to the process that predicts: the model to load. */
export interface LoadJob {
  readonly _tag: 'Load';
  /** The absolute path of a run folder or a model file. */
  readonly path: string;
  readonly which: WhichModel;
  readonly precision: PrecisionOption;
}

/** Later messages: what to do with images. Answers carry the same number. */
export type Request =
  | {
      readonly _tag: 'Predict';
      readonly id: number;
      readonly images: readonly Image[];
      readonly options: PredictionOptions;
    }
  | {
      readonly _tag: 'Explain';
      readonly id: number;
      readonly images: readonly Image[];
      readonly options: ExplanationOptions;
    }
  | { readonly _tag: 'Cancel'; readonly id: number };

/** Messages from the process. */
export type Reply =
  | {
      readonly _tag: 'Ready';
      readonly description: ModelDescription;
      readonly path: string;
      readonly precision: ResolvedPrecision;
    }
  | { readonly _tag: 'Predicted'; readonly id: number; readonly prediction: Prediction }
  | { readonly _tag: 'Explained'; readonly id: number; readonly explanation: Explanation | NotPredicted }
  | { readonly _tag: 'Done'; readonly id: number }
  | { readonly _tag: 'Failed'; readonly id: number; readonly error: AppError }
  /** The model could not be loaded: the last message. */
  | { readonly _tag: 'NotLoaded'; readonly error: AppError };
