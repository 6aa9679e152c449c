import * as E from 'fp-ts/lib/Either.js';
import type { ChannelStats, ModelDescription } from '../../core/index.ts';
import type { ExportedFile } from '../export-options.ts';
import type { Exporting, Format } from '../exporting.ts';
import { IMAGE } from '../operation.ts';
import { modelSettings } from '../model-settings.ts';
import { Constants } from './constants.ts';
import { onnxNodes } from './onnx-nodes.ts';
import { encodeOnnx, TYPE, type OnnxNode } from './proto.ts';

/** The name of the file. */
const FILE = 'model.onnx';

/**
 * The ONNX format (opset 17): `input` are images `[N, 3, H, W]`, RGB in 0..1 or uint8, `output` their
 * probabilities `[N, C]`, and `logits` the numbers before. Normalization is part of the graph; class names and settings are
 * metadata.
 */
export const onnx: Format = {
  inputs: ['float', 'uint8'],
  main: FILE,
  names: /^model\.onnx$/,
  files: (exporting) => E.right(filesOf(exporting)),
};

function filesOf({ description, network, half, input, activation }: Exporting): readonly ExportedFile[] {
  const { architecture, normalization, outputs } = description;
  const [height, width] = description.size;
  const constants = new Constants(half);
  const isBytes = input === 'uint8';
  const before = preparation(normalization, isBytes, constants);
  const shapes = new Map<string, readonly number[]>([[IMAGE, [height, width, 3]]]);
  const image = before.at(-1)?.name ?? 'input';
  const named = (name: string): string =>
    name === IMAGE ? image : name === network.logits ? 'logits' : name;
  const layers = network.operations.flatMap((operation) => {
    shapes.set(operation.name, operation.shape);
    const inputShapes = operation.inputs.map((each) => shapes.get(each) ?? []);
    return onnxNodes(
      { ...operation, name: named(operation.name), inputs: operation.inputs.map(named) },
      inputShapes,
      constants,
    );
  });
  const output: OnnxNode =
    activation === 'softmax'
      ? { name: 'output', op: 'Softmax', inputs: ['logits'], attributes: { axis: 1 } }
      : { name: 'output', op: 'Sigmoid', inputs: ['logits'] };
  const content = encodeOnnx({
    name: architecture,
    nodes: [...constants.casts, ...before, ...layers, output],
    initializers: constants.initializers,
    inputs: [{ name: 'input', type: isBytes ? TYPE.uint8 : TYPE.float, shape: ['N', 3, height, width] }],
    outputs: ['output', 'logits'].map((name) => ({
      name,
      type: TYPE.float,
      shape: ['N', outputs],
    })),
    metadata: metadataOf(description),
  });
  return [{ name: FILE, content }];
}

/** Returns the nodes that scale and normalize images. */
function preparation(
  normalization: ChannelStats | null,
  isBytes: boolean,
  constants: Constants,
): readonly OnnxNode[] {
  const steps: readonly (readonly [op: string, part: string, values: readonly number[]])[] = [
    ...(isBytes ? [['Div', 'scaled', [255]] as const] : []),
    ...(normalization === null
      ? []
      : ([
          ['Sub', 'mean', normalization.mean],
          ['Div', 'std', normalization.std],
        ] as const)),
  ];
  const floats: readonly OnnxNode[] = isBytes
    ? [{ name: 'input.floats', op: 'Cast', inputs: ['input'], attributes: { to: TYPE.float } }]
    : [];
  return steps.reduce<readonly OnnxNode[]>((nodes, [op, part, values]) => {
    const constant = constants.floats(`input.${part}.value`, [1, values.length, 1, 1], values);
    return [...nodes, { name: `input.${part}`, op, inputs: [nodes.at(-1)?.name ?? 'input', constant] }];
  }, floats);
}

/** Returns the settings of a model as texts in JSON. */
const metadataOf = (description: ModelDescription): Readonly<Record<string, string>> => {
  const settings = modelSettings(description);
  // As YOLO models have it: readers of ONNX files look for this name.
  const names = Object.fromEntries(settings.classes.entries());
  return Object.fromEntries(
    Object.entries({ ...settings, names }).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
};
