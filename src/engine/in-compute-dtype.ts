import type { Tensor } from '@tensorflow/tfjs-core';
import { at, brokenInvariant, MillraceError, type Precision } from '../core/index.ts';
import { ATTR, attr, backend, DTYPE, rawOp1, type OpAttribute } from './raw-op.ts';

const NARROW = { bfloat16: 14, float16: 19 } as const;

/**
 * Runs an op with one float output in a precision: casts float inputs to it and the output back to float32 (mixed
 * precision, Micikevicius et al., 2018). The result is owned by the caller.
 *
 * TensorFlow.js lacks these types, so the cast tensors exist only as ids of the binding, during the call.
 *
 * @param attributes the attributes of the op, without `T`
 */
export function inComputeDtype(
  precision: Precision,
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
): Tensor {
  if (precision === 'float32') return rawOp1(name, [attr.type('T', 'float32'), ...attributes], inputs);
  const narrow = NARROW[precision];
  const created: number[] = [];
  const run = (op: string, attrs: readonly OpAttribute[], ids: readonly number[]): number => {
    const [output] = backend().binding.executeOp(op, attrs, ids, 1);
    if (output === undefined) throw new MillraceError(brokenInvariant(op, 'an output', 'none'));
    created.push(output.id);
    return output.id;
  };
  try {
    const ids = backend().getInputTensorIds(inputs);
    const narrowed = inputs.map(({ dtype }, i) =>
      dtype === 'float32' ? run('Cast', castAttributes(DTYPE.float32, narrow), [at(ids, i)]) : at(ids, i),
    );
    const output = run(name, [{ name: 'T', type: ATTR.type, value: narrow }, ...attributes], narrowed);
    const [wide] = backend().binding.executeOp('Cast', castAttributes(narrow, DTYPE.float32), [output], 1);
    return backend().createOutputTensor(wide);
  } finally {
    for (const id of created) backend().binding.deleteTensor(id);
  }
}

const castAttributes = (from: number, to: number): readonly OpAttribute[] => [
  { name: 'SrcT', type: ATTR.type, value: from },
  { name: 'DstT', type: ATTR.type, value: to },
  attr.bool('Truncate', false),
];
