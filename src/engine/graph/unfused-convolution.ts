import { attr, type OpAttribute } from '../raw-op.ts';
import type { RecordedOp } from './recorded-op.ts';

/** TensorFlow's convolution with a bias, and perhaps an addend and ReLU, in one op. */
const FUSED = '_FusedConv2D';

/** Its attributes that are not those of a convolution. */
const OWN = new Set(['TArgs', 'num_args', 'num_host_args', 'fused_ops', 'epsilon', 'leakyrelu_alpha']);

/**
 * Returns a fused convolution as separate ops, because the fused one exists only for float32; any other op as it is. What a
 * processor can fuse in another type, TensorFlow fuses again.
 */
export function unfusedConvolution(recorded: RecordedOp): readonly RecordedOp[] {
  if (recorded.op !== FUSED) return [recorded];
  const { name, inputs, attributes } = recorded;
  const [x, kernel, bias, addend] = inputs as [string, string, string, string?];
  const list = attributes.find((attribute) => attribute.name === 'fused_ops')?.value as readonly string[];
  const type = attr.type('T', 'float32');
  const steps: readonly (readonly [op: string, second: string | undefined, own: readonly OpAttribute[]])[] = [
    ['Conv2D', kernel, attributes.filter((attribute) => !OWN.has(attribute.name))],
    ['BiasAdd', bias, [type, attr.string('data_format', 'NHWC')]],
    ...(list.includes('Add') ? [['AddV2', addend, [type]] as const] : []),
    ...(list.includes('Relu') ? [['Relu', undefined, [type]] as const] : []),
  ];
  // The last one has the name of the whole.
  const nameOf = (i: number): string => (i + 1 === steps.length ? name : `${name}/${i}`);
  return steps.map(([op, second, own], i) => ({
    ...recorded,
    name: nameOf(i),
    op,
    inputs: [i === 0 ? x : `${nameOf(i - 1)}:0`, ...(second === undefined ? [] : [second])],
    attributes: own,
  }));
}
