/** The initial values of a parameter. `normal` has mean 0 and the given deviation (He et al., 2015: √(2 / fan in)). */
export type Initial =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number };

/** A buffer, such as a running mean: values that training passes update, not the optimizer. Saved with the parameters. */
export interface BufferSpec {
  /** In a layer, for example `running_mean`; in a network, fastai's name, for example `4.0.convpath.0.1.running_mean`. */
  readonly name: string;
  /** Convolution kernels are HWIO, dense weights [in, out]. */
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** A parameter: values that the optimizer changes. */
export interface ParameterSpec extends BufferSpec {
  /** Weight decay does not apply to biases and batch-norm parameters (fastai's wd_bn_bias=False). */
  readonly role: 'weight' | 'bias' | 'batch-norm';
}

/** The parameters and buffers of a layer, or of a network. */
export interface ParameterSpecs {
  readonly parameters: readonly ParameterSpec[];
  readonly buffers: readonly BufferSpec[];
}

/** Returns a weight with He's initial values. */
export const heNormal = (name: string, shape: readonly number[], fanIn: number): ParameterSpec => ({
  name,
  shape,
  initial: { kind: 'normal', deviation: Math.sqrt(2 / fanIn) },
  role: 'weight',
});

/** Returns initial values that are all equal. */
export const constant = (value: number): Initial => ({ kind: 'constant', value });
