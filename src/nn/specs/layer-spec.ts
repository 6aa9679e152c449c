import type { ActivationSpec } from './activation.ts';
import type { BatchNormSpec } from './batch-norm.ts';
import type { ConvSpec } from './conv.ts';
import type { CustomSpec } from './custom.ts';
import type { DenseSpec } from './dense.ts';
import type { DropoutSpec } from './dropout.ts';
import type { FlattenSpec } from './flatten.ts';
import type { GlobalPoolingSpec, PoolingSpec } from './pooling.ts';
import type { ResidualSpec } from './residual.ts';
import type { SelfAttentionSpec } from './self-attention.ts';
import type { SequentialSpec } from './sequential.ts';
import type { SqueezeExciteSpec } from './squeeze-excite.ts';

/**
 * A layer, or several, as plain data without weights. Interpreters read it: {@link Model} computes with it,
 * {@link parametersOf} lists its weights, {@link summaryOf} its cost.
 *
 * @category Layers
 */
export type LayerSpec =
  | ActivationSpec
  | BatchNormSpec
  | ConvSpec
  | CustomSpec
  | DenseSpec
  | DropoutSpec
  | FlattenSpec
  | GlobalPoolingSpec
  | PoolingSpec
  | ResidualSpec
  | SelfAttentionSpec
  | SequentialSpec
  | SqueezeExciteSpec;
