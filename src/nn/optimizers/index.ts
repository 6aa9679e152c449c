export { adam, type AdamOptions } from './adam.ts';
export { decays, trainsWhenFrozen } from './decays.ts';
export { lamb } from './lamb.ts';
export { lookahead, type LookaheadOptions } from './lookahead.ts';
export { type Optimizer, type OptimizerFactory, type TrainableParameter } from './optimizer.ts';
export { radam } from './radam.ts';
export { ranger } from './ranger.ts';
export { rmsProp } from './rms-prop.ts';
export { sgd, type SgdOptions } from './sgd.ts';
