import { attr, DTYPE, type OpAttribute } from '../raw-op.ts';
import { graphNode, type GraphNode } from './graph-def.ts';
import type { OutputName, RecordedOp } from './recorded-op.ts';
import { unfusedConvolution } from './unfused-convolution.ts';

/** Ops that are narrow wherever they are: most of the work, and a gain on every processor with units for the type. */
const ALWAYS = new Set(['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']);

/** Ops that are narrow if one of their inputs is. All others, such as losses, sums, means and updates, are wide. */
const FOLLOWING = new Set(
  [
    'AddN AddV2 AvgPool AvgPoolGrad BatchMatMulV2 BiasAdd ConcatV2 ExtractImagePatches FusedBatchNormGradV3',
    'FusedBatchNormV3 Identity IdentityN MatMul MillraceBatchNorm MillraceBatchNormGrad Pad PadV2 Relu ReluGrad',
    'Reshape Slice Split',
  ].flatMap((line) => line.split(' ')),
);

/** Ops that compute nothing. */
const MOVES = new Set([
  'ConcatV2',
  'ExtractImagePatches',
  'Identity',
  'IdentityN',
  'Pad',
  'PadV2',
  'Reshape',
  'Slice',
  'Split',
]);

/** Ops of our own, which need no units for bfloat16, and do not know float16. */
const BFLOAT16_ONLY = new Set(['MillraceBatchNorm', 'MillraceBatchNormGrad']);

/** Which inputs and outputs of an op, by position, have the narrow type; by default all. */
interface Narrowing {
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
}

/** The statistics of batch norm stay wide. */
const NARROWINGS: Readonly<Record<string, Narrowing>> = {
  FusedBatchNormGradV3: { inputs: [0, 1], outputs: [0] },
  FusedBatchNormV3: { inputs: [0], outputs: [0] },
  MillraceBatchNorm: { inputs: [0], outputs: [0] },
  MillraceBatchNormGrad: { inputs: [0, 1], outputs: [0] },
};

/** An element type, as its name and as that of its nodes. */
type Narrow = 'bfloat16' | 'float16';

/** The outputs that runs of a graph may see: as float32. */
export interface NarrowedOptions {
  /** Those that they may fetch. */
  readonly seen: ReadonlySet<OutputName>;
  /** Those that they may feed. */
  readonly fed: ReadonlySet<OutputName>;
  /** Whether narrow ops compute in float32, because the device has no units for the type; inputs and outputs are narrow. */
  readonly isEmulated: (precision: Narrow) => boolean;
}

/** Ops in the precisions that they have. */
export interface NarrowedOps {
  readonly nodes: readonly GraphNode[];
  /** The names under which narrow outputs are known as float32. */
  readonly names: ReadonlyMap<OutputName, OutputName>;
}

/** A narrow output. */
interface NarrowOutput {
  readonly dtype: Narrow;
  /** The output of a node that has this type: the output itself, or a cast of it. */
  readonly source: OutputName;
}

/**
 * Returns recorded ops as nodes, in the precision that each asked for (automatic mixed precision: Micikevicius et al., 2018,
 * with the lists of TensorFlow's graph optimizer for oneDNN). Convolutions are narrow, and so is what follows them;
 * everything else is float32, with casts between.
 *
 * @param dtypes the element types (TF_DataType) of all outputs, by name
 */
export function narrowed(
  ops: readonly RecordedOp[],
  dtypes: ReadonlyMap<OutputName, number>,
  { seen, fed, isEmulated }: NarrowedOptions,
): NarrowedOps {
  const nodes: GraphNode[] = [];
  const narrow = new Map<OutputName, NarrowOutput>();
  const casts = new Map<string, OutputName>();
  const cast = (name: OutputName, from: keyof typeof DTYPE, to: keyof typeof DTYPE): OutputName => {
    const key = `${name} ${to}`;
    const known = casts.get(key);
    if (known !== undefined) return known;
    const node = `${name.replace(':', '/')}/${to}`;
    nodes.push(
      graphNode(
        node,
        'Cast',
        [name],
        [attr.type('SrcT', from), attr.type('DstT', to), attr.bool('Truncate', false)],
      ),
    );
    casts.set(key, `${node}:0`);
    return `${node}:0`;
  };
  const asFloat = (name: OutputName): OutputName => {
    const found = narrow.get(name);
    return found === undefined ? name : cast(found.source, found.dtype, 'float32');
  };
  const asNarrow = (name: OutputName, to: Narrow): OutputName => {
    const found = narrow.get(name);
    return found?.dtype === to && !fed.has(name) ? found.source : cast(asFloat(name), 'float32', to);
  };

  const types = new Map(dtypes);
  const split = (whole: RecordedOp): readonly RecordedOp[] => {
    if (whole.precision === 'float32') return [whole];
    const parts = unfusedConvolution(whole);
    // The outputs of the parts of a float op are floats.
    for (const { name } of parts.slice(0, -1)) types.set(`${name}:0`, DTYPE.float32);
    return parts;
  };
  const isFloat = (output: OutputName): boolean => types.get(output) === DTYPE.float32;
  for (const { name, op, inputs, after, attributes, precision } of ops.flatMap(split)) {
    const rule = precision === 'float32' ? undefined : ruleOf(op, inputs, narrow);
    const to = rule === undefined || precision === 'float32' ? null : precision;
    const emulates =
      to !== null && !MOVES.has(op) && (BFLOAT16_ONLY.has(op) ? to === 'float16' : isEmulated(to));
    const given = inputs.map((input, i) => {
      if (to === null || !isFloat(input) || !concerns(rule?.inputs, i)) return asFloat(input);
      const rounded = asNarrow(input, to);
      return emulates ? cast(rounded, to, 'float32') : rounded;
    });
    const own = to === null || emulates ? attributes : withType(attributes, to);
    nodes.push(graphNode(name, op, [...given, ...after.map((each) => `^${each}`)], own));
    if (to === null) continue;
    for (let i = 0; types.has(`${name}:${i}`); i++) {
      const output = `${name}:${i}`;
      if (!isFloat(output) || !concerns(rule?.outputs, i)) continue;
      narrow.set(output, { dtype: to, source: emulates ? cast(output, 'float32', to) : output });
    }
  }
  const visible = [...narrow.keys()].filter((name) => seen.has(name) || fed.has(name));
  const names = new Map(visible.map((name) => [name, asFloat(name)]));
  return { nodes, names };
}

const concerns = (positions: readonly number[] | undefined, i: number): boolean =>
  positions?.includes(i) ?? true;

const ruleOf = (
  op: string,
  inputs: readonly OutputName[],
  narrow: ReadonlyMap<OutputName, NarrowOutput>,
): Narrowing | undefined => {
  const rule = NARROWINGS[op] ?? {};
  const follows = inputs.some((name, i) => narrow.has(name) && concerns(rule.inputs, i));
  return ALWAYS.has(op) || (FOLLOWING.has(op) && follows) ? rule : undefined;
};

/** Replaces the type of an op, or the types in its list. */
const withType = (attributes: readonly OpAttribute[], dtype: Narrow): readonly OpAttribute[] =>
  attributes.map((attribute) => {
    const { name, value } = attribute;
    if (name !== 'T') return attribute;
    return { ...attribute, value: Array.isArray(value) ? value.map(() => DTYPE[dtype]) : DTYPE[dtype] };
  });
