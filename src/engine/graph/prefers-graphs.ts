import type { EngineContext } from '../../core/index.ts';
import { engineInfo } from '../engine-info.ts';

/**
 * Returns whether ops should run as graphs: not on a GPU, as the inputs and outputs of a graph are in CPU memory, and not
 * if the context asks for op by op.
 */
export const prefersGraphs = ({ opByOp }: Pick<EngineContext, 'opByOp'>): boolean =>
  !opByOp && engineInfo().device === 'cpu';
