import type { AdamOptions } from './adam-like.ts';
import { lookahead, type LookaheadOptions } from './lookahead.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { radam } from './radam.ts';

/**
 * Returns {@link lookahead} over {@link radam} with mom 0.95, eps 1e-6, wd 0.01 (Wright, 2019): fastai's ranger.
 *
 * @param options of both optimizers
 * @category Optimizers
 */
export const ranger = ({
  k,
  alpha,
  mom = 0.95,
  eps = 1e-6,
  wd = 0.01,
  ...others
}: AdamOptions & LookaheadOptions = {}): OptimizerFactory =>
  lookahead(radam({ mom, eps, wd, ...others }), { k, alpha });
