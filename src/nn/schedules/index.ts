export { combinedCos, combineScheds, type Stretch } from './combine-scheds.ts';
export {
  discriminativeRates,
  slice,
  type LearningRate,
  type LearningRateSlice,
} from './discriminative-rates.ts';
export { fineTunePhases, type FineTuneOptions, type FitPhase } from './fine-tune-phases.ts';
export { flat, flatCos, type FlatCosOptions } from './flat-cos.ts';
export {
  lrFinder,
  type LrCurve,
  type LrFinder,
  type LrFinderOptions,
  type LrFinderState,
} from './lr-finder.ts';
export { minimum, slide, steep, valley, type LrSuggestion } from './lr-suggestions.ts';
export { oneCycle, type Moms, type OneCycleOptions } from './one-cycle.ts';
export { schedCos, schedExp, schedLin, schedNo, schedPoly } from './sched.ts';
export { type Annealing, type HyperParameters, type Rates, type Schedule } from './schedule.ts';
export { sgdr, type Sgdr, type SgdrOptions } from './sgdr.ts';
export { noLoss, smoothLoss, type SmoothLoss } from './smooth-loss.ts';
