import type {
  AppError,
  Explanation,
  Image,
  ModelDescription,
  NotPredicted,
  Prediction,
  WhichModel,
} from '../core/index.ts';

/** The first message to the process that predicts: the model to load. */
export interface LoadJob {
  readonly _tag: 'Load';
  /** The absolute path of a run folder or a model file. */
  readonly path: string;
  readonly which: WhichModel;
}

/** Options of predictions that a message can carry. */
export interface PredictionSettings {
  /** Images per batch, from 1. */
  readonly batchSize?: number;
  /** The number of classes in `top`, from 1. */
  readonly topK?: number;
  /** The probability below which a class is `uncertain`, 0..1. */
  readonly minProbability?: number;
  /** Predicts augmented copies of each image too: their number, and how all are combined. */
  readonly tta?: { readonly n?: number; readonly beta?: number; readonly useMax?: boolean };
}

/** Options of explanations that a message can carry. */
export interface ExplanationSettings {
  /** Images per batch, from 1. */
  readonly batchSize?: number | undefined;
  /** The class to explain; by default the most probable one of each image. */
  readonly label?: string | undefined;
  /** The stage of the network that is mapped. */
  readonly stage?: string | undefined;
}

/** Later messages: what to do with images. Answers carry the same number. */
export type Request =
  | {
      readonly _tag: 'Predict';
      readonly id: number;
      readonly images: readonly Image[];
      readonly settings: PredictionSettings;
    }
  | {
      readonly _tag: 'Explain';
      readonly id: number;
      readonly images: readonly Image[];
      readonly settings: ExplanationSettings;
    }
  | { readonly _tag: 'Cancel'; readonly id: number };

/** Messages from the process. */
export type Reply =
  | { readonly _tag: 'Ready'; readonly description: ModelDescription; readonly path: string }
  | { readonly _tag: 'Predicted'; readonly id: number; readonly prediction: Prediction }
  | { readonly _tag: 'Explained'; readonly id: number; readonly explanation: Explanation | NotPredicted }
  | { readonly _tag: 'Done'; readonly id: number }
  | { readonly _tag: 'Failed'; readonly id: number; readonly error: AppError }
  /** The model could not be loaded: the last message. */
  | { readonly _tag: 'NotLoaded'; readonly error: AppError };
