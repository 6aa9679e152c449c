import type { Tensor } from '@tensorflow/tfjs-core';
import { ATTR, attr, backend, DTYPE, rawOp1, type OpAttribute } from './raw-op.ts';

/**
 * The precision of convolutions in training. Everything else, including the weights, is float32.
 *
 * @category Tensors
 */
export type Precision = 'float32' | 'bfloat16' | 'float16';

const NARROW = { bfloat16: 14, float16: 19 } as const;

let current: Precision = 'float32';

/** Runs the work, in which {@link narrowable} ops are computed with that precision. */
export function withPrecision<T>(precision: Precision, work: () => T): T {
  const outer = current;
  current = precision;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** With which precision {@link narrowable} ops are computed just now. */
export const currentPrecision = (): Precision => current;

/**
 * An op of one float output in the precision asked for: float inputs are rounded to it, and the output becomes float32
 * again (mixed precision, Micikevicius et al., 2018). Owned by the caller.
 *
 * TensorFlow.js knows no such numbers: they live under ids of the binding, for the time of the call.
 *
 * @param attributes of the op, without its `T`
 */
export function inComputeDtype(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
): Tensor {
  if (current === 'float32') return rawOp1(name, [attr.type('T', 'float32'), ...attributes], inputs);
  const narrow = NARROW[current];
  const made: number[] = [];
  const run = (op: string, attrs: readonly OpAttribute[], ids: readonly number[]): number => {
    const [output] = backend().binding.executeOp(op, attrs, ids, 1);
    if (output === undefined) throw new Error(`${op} has no output`);
    made.push(output.id);
    return output.id;
  };
  try {
    const ids = backend().getInputTensorIds(inputs);
    const narrowed = inputs.map(({ dtype }, i) =>
      dtype === 'float32'
        ? run('Cast', casting(DTYPE.float32, narrow), [ids[i] as number])
        : (ids[i] as number),
    );
    const output = run(name, [{ name: 'T', type: ATTR.type, value: narrow }, ...attributes], narrowed);
    const [wide] = backend().binding.executeOp('Cast', casting(narrow, DTYPE.float32), [output], 1);
    return backend().createOutputTensor(wide);
  } finally {
    for (const id of made) backend().binding.deleteTensor(id);
  }
}

const casting = (from: number, to: number): readonly OpAttribute[] => [
  { name: 'SrcT', type: ATTR.type, value: from },
  { name: 'DstT', type: ATTR.type, value: to },
  attr.bool('Truncate', false),
];
