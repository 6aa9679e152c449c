/**
 * Trains image classifiers as RxJS pipelines: describe the data with {@link imageData}, pair it with a network in
 * {@link learner}, list the {@link Phase phases}, and {@link run} them. A run is a cold `Observable<Metric>`.
 *
 * Importing this module loads no TensorFlow. The live file system, decoder and clock come from `millrace/node`.
 *
 * @module millrace
 */

// Running an experiment
export { imageData, learner, run } from './learner/index.ts';
export type { ImageData, ImageDataOptions, Learner, LearnerOptions, LoadedLearner } from './learner/index.ts';
export type { RunOptions } from './learner/index.ts';
export { resolvedPrecision } from './prediction/index.ts';
export type { ResolvedPrecision } from './core/index.ts';

// Phases
export { fineTune, fit, fitOneCycle, lrFind, saved, tta, withData, withModel } from './learner/index.ts';
export { withPretrained } from './learner/index.ts';
export { ttaPredictions, validate } from './learner/index.ts';
export type { FineTuneFitOptions, FitConfig, FitOneCycleOptions, LrFindOptions } from './learner/index.ts';
export type { Phase, RunContext } from './learner/index.ts';
export type { FreezeOptions } from './nn/index.ts';
export type { TtaOptions } from './core/index.ts';

// Hooks
export { accumulated, clipped } from './learner/index.ts';
export { earlyStopping, reduceOnPlateau, saveBest, timeLimit, weightAverage } from './learner/index.ts';
export type { ClippedOptions, WeightAverageOptions } from './learner/index.ts';
export type { PlateauOptions, ReduceOnPlateauOptions, TrackerOptions } from './learner/index.ts';
export type { BuildSteps, EpochContext, FitContext, Hook, HookOptions } from './learner/index.ts';

// Files
export { folderContents, imageFiles, imagePaths, parentLabel, regexLabel, topLabel } from './files/index.ts';
export { balance, balanced, relativeTo, shuffle, shuffled, vocabulary } from './files/index.ts';
export { contentExaminer, copiesExaminer, equalFiles, exclusionsFrom } from './files/index.ts';
export type { EqualFiles, EqualFilesConfig, Examiner, Exclusions } from './files/index.ts';
export { classSplit, earlierSplit, endSplit, exceptTest, folderSplit } from './files/index.ts';
export { grandparentSplit, partSplit, sampledSplit } from './files/index.ts';
export type { EvaluatedPart, PartSplitConfig } from './files/index.ts';
export { listSplit, listSplitFrom, randomSplit, validationList } from './files/index.ts';
export type { ClassFrom, EndSplitConfig, FolderContents, GrandparentSplitConfig } from './files/index.ts';
export type { ImageFilesConfig, Labeller, RegexLabelConfig, SplitIndices, Splitter } from './files/index.ts';
export type { Vocabulary, VocabularyConfig } from './files/index.ts';
export type { Image, ImageFile, ImageFiles, Label, Target } from './core/index.ts';
export type { LeftOut, LeftOutReason, Split } from './core/index.ts';
export { labelTableFrom, multiVocabulary, parseLabelTable, splitLabels } from './files/index.ts';
export type { ColumnOptions, LabelRow, LabelSource, LabelTable, LabelTableConfig } from './files/index.ts';
export type { LineMistake, Part, MultiVocabulary, MultiVocabularyConfig } from './files/index.ts';
export { indicesOf, isMultiLabel, LABEL_SEPARATOR, namesOfLabel } from './core/index.ts';

// Verification
export { parsePredictions, perceptualHash, verifyImages } from './verify/index.ts';
export type { PerceptualHash, PredictedLabel, VerifyImagesConfig } from './verify/index.ts';
export type { CheckedImage, CheckedPart, Finding, FindingKind, Verification } from './core/index.ts';
export type { VerificationEvent, VerificationProgress } from './core/index.ts';

// Items
export { cached, decoded, randomResizedCrop, resize } from './items/index.ts';
export type { CachedConfig, DecodedConfig, ItemTransform, PlanConfig } from './items/index.ts';
export type { RandomResizedCropConfig, ResizeConfig } from './items/index.ts';
export { sizeOf } from './core/index.ts';
export type { Box, ImageSize, Item, ItemError, PadMode, Pixels, Size } from './core/index.ts';
export type { ResizePlan, ResizeStep } from './core/index.ts';

// Batches
export { Batch } from './core/index.ts';
export type { BatchFields, ClassTargets, LabelledImage, LabelTargets, MixedTargets } from './core/index.ts';
export type { NoTargets, Targets } from './core/index.ts';
export { batchTransformed, batchTransforms, collated, labelledPixels } from './batches/index.ts';
export type { AxisMap, BatchContext, BatchTransform, BatchTransformedConfig } from './batches/index.ts';
export type { ImageMap, Taps } from './batches/index.ts';
export type { CollatedConfig, LabelledPixelsConfig } from './batches/index.ts';
export { loadedData, trainBatches, validBatches } from './learner/index.ts';
export type { EpochConfig, LoadedData, LoadedDataConfig, LoadedImageData } from './learner/index.ts';
export type { TrainEpochConfig } from './learner/index.ts';

// Augmentation and mixing
export { augTransforms, dihedral, flip, lighting, randomResizedCropBatch } from './batches/index.ts';
export { batchMix, cutMix, mixed, mixUp, randAugment, randomErasing } from './batches/index.ts';
export { resizeBatch, rotate, warp, zoom } from './batches/index.ts';
export type {
  AugTransformsOptions,
  BatchMix,
  Mix,
  Chance,
  CropBoxOptions,
  Interpolation,
} from './batches/index.ts';
export type { BlendTargets, LightingOptions, MixedConfig, UnmixedTargets } from './batches/index.ts';
export type { MixedImages, RandAugmentOptions, RandomErasingOptions } from './batches/index.ts';
export type { RandomResizedCropBatchOptions, RotateOptions } from './batches/index.ts';
export type { SpatialOptions, WarpOptions, ZoomOptions } from './batches/index.ts';

// Normalization
export { batchStats, cifarStats, imagenetStats, mnistStats, normalize } from './batches/index.ts';
export type { ChannelStats } from './core/index.ts';

// Training and evaluation steps
export { agreed, agreementOf, allReduced, evaluated, Gradients, gradientsOf } from './steps/index.ts';
export { inferred, predicted, updated } from './steps/index.ts';
export type { AgreedConfig, Agreement, AllReducedConfig, EvaluatedImages, Report } from './steps/index.ts';
export { explained } from './learner/index.ts';
export type { ExplainedContext } from './learner/index.ts';
export { isMistake } from './core/index.ts';
export { predictedImages, stopOnNaN, topLossesOf, trainEach, trainStep, ttaCombined } from './steps/index.ts';
export { restore, snapshot, startFit, trainState } from './nn/index.ts';
export type { FitScalars, HookMemories, HookMemory, LossScale, Position, Snapshot } from './nn/index.ts';
export type { TrainState, TrainStateConfig } from './nn/index.ts';
export type { EvaluatedConfig, EvaluationResult, Gatherer, InferredConfig } from './steps/index.ts';
export type {
  GradientsFields,
  GradientsOfConfig,
  ImageOutputs,
  PredictedConfig,
  PredictionResult,
  Update,
  UpdatedConfig,
  UpdateTimes,
} from './steps/index.ts';
export type { FrozenPrefix } from './steps/index.ts';
export type { StopOnNaNConfig, TrainEachConfig, TrainStepConfig, TtaResult } from './steps/index.ts';
export { predictionsSaved, profiled, stepsPerEpoch, untimed, validationSteps } from './learner/index.ts';
export type { PredictionsSavedConfig, ProfiledConfig, Timed } from './learner/index.ts';

// Metrics
export { imagesFound, measured, memoryUse, stopOnSkipped } from './metrics/index.ts';
export { predictionsCsv, predictionSummary, runEnded, runStarted } from './metrics/index.ts';
export type {
  EpochEvent,
  Evaluation,
  MeasuredConfig,
  RunEndedConfig,
  RunStartedConfig,
} from './metrics/index.ts';
export type { StopOnSkippedConfig } from './metrics/index.ts';
export { METRIC_VERSION } from './core/index.ts';
export type { BestSaved, CheckpointSaved, Comparison, EngineInfo, EpochRow } from './core/index.ts';
export type { Explained, ExplainedImage } from './core/index.ts';
export type { EvaluationStep, FitEnded, ItemDamaged, ItemFault, ItemSkipped } from './core/index.ts';
export type { ClassCount, ImagesFound, LeftOutGroup, PartFound } from './core/index.ts';
export type { LrFound, LrStep, MemoryUse, Metric, Notice } from './core/index.ts';
export type { PhaseStarted, PlannedPhase, PredictionSummary, Profile } from './core/index.ts';
export type {
  ProcessTimes,
  ProfilePart,
  Reference,
  RunEnded,
  RunStarted,
  Step,
  TopLoss,
} from './core/index.ts';
export type { ClassProbability, PredictedImage } from './core/index.ts';

// Drawings
export { explanationPage, imageGrid, sideBySide } from './reports/index.ts';
export type { ImageGridOptions } from './reports/index.ts';
export type { Drawing, PlacedImage, PlacedText } from './core/index.ts';

// Prediction
export { explanations, predictions, predictorOf } from './prediction/index.ts';
export type {
  ExplanationsConfig,
  PredictionsConfig,
  Predictor,
  PreparationConfig,
} from './prediction/index.ts';
export type { ExplanationOptions, PredictionOptions } from './core/index.ts';
export type { Explanation, HeatMap, LabelProbability, NotPredicted } from './core/index.ts';
export type { PredictedLabels, Prediction } from './core/index.ts';
export { gradCam } from './nn/index.ts';
export type { GradCam, GradCamOptions } from './nn/index.ts';

// Export
export { exportModel, foreignTo } from './export/index.ts';
export { exportFormats, type ExportFormat } from './core/index.ts';
export type { ExportedFile, ExportOptions, TrainingFacts } from './export/index.ts';

// Architectures and models
export { architectureNamed, architectures, xresnet, xresnet101, xresnet152 } from './nn/index.ts';
export { xresnet18, xresnet34, xresnet50 } from './nn/index.ts';
export { frozenParameters, hasBatchNorm, Model, modelWith, network, parameterCount } from './nn/index.ts';
export { multiplyAdds, parametersOf, resnet, resnet18, resnet34, resnet50, summaryOf } from './nn/index.ts';
export { architectureOfWeights, bodyAndHead, bodyWeights, fromTimm, namingOf } from './nn/index.ts';
export { timmNames, toTimm } from './nn/index.ts';
export { architectureOfTimm, defaultPretrained, PRETRAINED, timmName } from './core/index.ts';
export type { Architecture, ForwardPass, FromTimmOptions, Inference, Network } from './nn/index.ts';
export type { ParameterGroups, Stage } from './nn/index.ts';
export type { ArchitectureOptions, HeadOptions, NamedLayer } from './nn/index.ts';
export type { NetworkOptions, ResidualNetworkOptions } from './nn/index.ts';
export type { ForwardOptions, InferenceOptions, PassOptions, XResNetOptions } from './nn/index.ts';
export { descriptionOf, networkOf } from './learner/index.ts';
export { preparationOf } from './prediction/index.ts';
export type { ModelPreparation, OlderPreparation } from './prediction/index.ts';
export type { Checkpoint, CheckpointInterval, Checkpoints, DamagedFile } from './core/index.ts';
export type { EarlierRun, FileLengths } from './core/index.ts';
export type { ResumedPosition, RunPosition } from './learner/index.ts';
export type { HeadDescription, ModelDescription, ReadModel, StateArray } from './core/index.ts';
export type { LayerSummary, NetworkSummary } from './core/index.ts';
export type { PretrainedConfig, SavedModel, StateDict, Weights } from './core/index.ts';
export type { Preparation, TransformDescription } from './core/index.ts';

// Layers
export {
  activation,
  averagePooling,
  batchNorm,
  conv,
  convLayer,
  custom,
  dense,
  dropout,
} from './nn/index.ts';
export { flatten, globalPooling, maxPooling, residual, selfAttention, sequential } from './nn/index.ts';
export { squeezeExcite } from './nn/index.ts';
export type {
  ActivationName,
  ActivationSpec,
  BatchNormSpec,
  BufferSpec,
  ConvLayerOptions,
} from './nn/index.ts';
export type {
  ConvOptions,
  ConvSpec,
  CustomOptions,
  CustomSpec,
  DenseOptions,
  DenseSpec,
} from './nn/index.ts';
export type { DropoutSpec, FlattenSpec, GlobalPoolingSpec, InferenceValues, Initial } from './nn/index.ts';
export type {
  LayerPasses,
  LayerSpec,
  Naming,
  ParameterSpec,
  ParameterSpecs,
  Path,
  PoolingSpec,
} from './nn/index.ts';
export type { Pullback, ResidualSpec, SelfAttentionSpec, SequentialSpec } from './nn/index.ts';
export type { SqueezeExciteOptions, SqueezeExciteSpec, TrainingPass, Values } from './nn/index.ts';
export type { MaxPool, Window } from './engine/index.ts';

// Losses
export { binaryCrossEntropy, classLoss, classWeightsOf, crossEntropy, focalLoss } from './nn/index.ts';
export { labelSmoothingCrossEntropy, lossAndGradient, weightedCrossEntropy } from './nn/index.ts';
export type { BinaryCrossEntropyOptions, FocalLossOptions, LabelSmoothingOptions } from './nn/index.ts';
export type { Loss, LossAndGradient } from './nn/index.ts';

// Optimizers
export { adam, lamb, lookahead, radam, ranger, rmsProp, sgd } from './nn/index.ts';
export type {
  AdamOptions,
  LookaheadOptions,
  Optimizer,
  OptimizerFactory,
  OptimizerStep,
} from './nn/index.ts';
export type { SgdOptions } from './nn/index.ts';
export type { TrainableParameter } from './nn/index.ts';

// Schedules
export { discriminativeRates, fineTunePhases, flat, flatCos, oneCycle, sgdr, slice } from './nn/index.ts';
export { combinedCos, combineScheds, schedCos, schedExp, schedLin, schedNo, schedPoly } from './nn/index.ts';
export { lrFinder, minimum, noLoss, slide, smoothLoss, steep, valley } from './nn/index.ts';
export type { Annealing, FineTuneOptions, FitPhase } from './nn/index.ts';
export type { FlatCosOptions, HyperParameters, LearningRate } from './nn/index.ts';
export type { LearningRateSlice, LrCurve, LrFinder, LrFinderOptions, LrFinderState } from './nn/index.ts';
export type { LrSuggestion, Moms, OneCycleOptions, Rates, Schedule, Sgdr, SgdrOptions } from './nn/index.ts';
export type { SmoothLoss, Stretch } from './nn/index.ts';

// Scores
export { accuracy, accuracyMulti, averagePrecision, balancedAccuracy, errorRate } from './nn/index.ts';
export { f1, f1Multi, scoreNamed, scoreOf, topKAccuracy } from './nn/index.ts';
export { calibration, classReport, countsOfConfusion, isScoreName, parseScoreNames } from './core/index.ts';
export { addConfusions, addCounts, classesOf, confusionMatrix, labelCounts } from './nn/index.ts';
export { combinePredictions, meanPredictions, predictedClasses, sigmoid, softmax } from './nn/index.ts';
export type { ClassCounts, ClassReport, ClassReportOptions, ClassScores } from './core/index.ts';
export type { Calibration, CalibrationBin, Confidence, Confusion, OneClassScores } from './core/index.ts';
export type { CombineOptions } from './core/index.ts';
export type { CountScore, MeanScore, Predictions, Score, SetScore } from './nn/index.ts';

// Tasks
export { defaultTask, multiLabel, scoring, singleLabel, taskOf } from './nn/index.ts';
export type { ClassSummary, MultiLabelOptions, Scored, Scoring, ScoringConfig, Task } from './nn/index.ts';
export type { TaskDescription } from './core/index.ts';

// Flow operators
export { alongside, chunked, eventLoopTurn, mapAccum, mapOrdered, prefetch, sharded } from './flow/index.ts';
export { toSeparated, usingDisposable } from './flow/index.ts';
export type { ChunkedConfig, MapOrderedConfig, PrefetchConfig, Releasable } from './flow/index.ts';

// Commands and their options
export { defineCommand, definePipeline } from './core/index.ts';
export type { AnyCommand, AnyPipeline, Command, CommandEvent, Defaults, FileSaved } from './core/index.ts';
export type { OptionInfo, OptionKind, OptionValue, Pipeline } from './core/index.ts';

// Capabilities
export { alone } from './flow/index.ts';
export { LEFT } from './core/index.ts';
export type { Capabilities, Collective, Decoded, DecodeRequest, DirectoryEntry } from './core/index.ts';
export type { ReduceOptions } from './core/index.ts';
export type { FileContents, FileStamp } from './core/index.ts';
export type {
  FoundPixels,
  ItemStore,
  ItemStoreKind,
  MadePixels,
  SavedFile,
  WhichModel,
} from './core/index.ts';

// Errors
export { badData, badOption, describeError, MillraceError } from './core/index.ts';
export type { AppError, AppErrorTag, FailureMaker } from './core/index.ts';

// Randomness
export { bernoulli, beta, createRng, integer, normal, permutation, uniform } from './core/index.ts';
export type { Draw, Rng } from './core/index.ts';

// Tensors
export { engineInfo, tf } from './engine/index.ts';
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from './engine/index.ts';
export type { Scalars, Variable } from './engine/index.ts';
export type { EngineContext, Precision, PrecisionOption } from './core/index.ts';
