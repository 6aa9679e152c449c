export { describePretrained } from './describe-pretrained.ts';
export {
  isCached,
  pretrainedWeights,
  type PretrainedOptions,
  type PretrainedProgress,
  type PretrainedReady,
} from './pretrained-weights.ts';
