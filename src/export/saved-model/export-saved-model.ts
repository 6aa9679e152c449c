import * as E from 'fp-ts/lib/Either.js';
import type { ChannelStats, ImageSize } from '../../core/index.ts';
import { denseWeights, type AxisMap, type ImageMap } from '../../batches/index.ts';
import {
  attr,
  constantOf,
  DTYPE,
  placeholder,
  savedModel,
  type SignatureTensor,
} from '../../engine/index.ts';
import type { ExportedFile } from '../export-options.ts';
import type { Exporting, Format } from '../exporting.ts';
import { imagePreparation, type ImagePreparation } from '../image-preparation.ts';
import { bytesOf } from '../halves.ts';
import { IMAGE } from '../operation.ts';
import { outputNames } from '../output-names.ts';
import { GraphBuilder } from './graph-builder.ts';
import { addOperation } from './graph-nodes.ts';
import { imageFunction, PREPARE, sidesOf } from './image-function.ts';

/** The tag by which programs find the graph. */
const TAG = 'serve';
const SIGNATURE = 'serving_default';

/** The name of the node with pixels in 0..255, before they are normalized. */
const PIXELS = 'pixels';

/**
 * TensorFlow's SavedModel. Its signature `serving_default` takes `images`: uint8 `[N, H, W, 3]` of the network's size, or
 * with `jpeg` the contents of image files `[N]`, which are prepared as in validation. It returns `probabilities` and `logits`
 * `[N, C]`. `labels.txt` has the class names, one a line.
 */
export const savedModelFormat: Format = {
  inputs: ['uint8', 'jpeg'],
  main: 'saved_model.pb',
  names: /^(saved_model\.pb|labels\.txt)$/,
  files: (exporting) => {
    if (exporting.input !== 'jpeg') return E.right(filesOf(exporting, null));
    const preparation = imagePreparation(exporting.description);
    return typeof preparation === 'string'
      ? E.left({
          option: 'input',
          reason: preparation,
          advice: 'Use the input uint8, which takes prepared images.',
        })
      : E.right(filesOf(exporting, preparation));
  },
};

/** @param preparation that of image files; null for prepared images */
function filesOf(
  { description, network, half, activation }: Exporting,
  preparation: ImagePreparation | null,
): readonly ExportedFile[] {
  const { size, normalization, outputs } = description;
  const [height, width] = size;
  const graph = new GraphBuilder(half);
  const isPrepared = preparation !== null;
  const images: SignatureTensor = isPrepared
    ? { node: 'images', dtype: 'string', shape: [-1] }
    : { node: 'images', dtype: 'uint8', shape: [-1, height, width, 3] };
  graph.nodes.push(placeholder(images.node, images.dtype, images.shape));
  const bytes = isPrepared
    ? prepared(graph, preparation)
    : graph.op(PIXELS, 'Cast', ['images'], [attr.type('SrcT', 'uint8'), attr.type('DstT', 'float32')]);
  const image = normalized(graph, bytes, normalization);
  for (const operation of network.operations)
    addOperation(
      { ...operation, inputs: operation.inputs.map((each) => (each === IMAGE ? image : each)) },
      graph,
    );
  graph.floatOp('logits', 'Identity', [network.logits]);
  graph.floatOp('probabilities', activation === 'softmax' ? 'Softmax' : 'Sigmoid', ['logits']);
  const floats = (node: string): SignatureTensor => ({ node, dtype: 'float32', shape: [-1, outputs] });
  const content = savedModel(graph.nodes, {
    tag: TAG,
    functions: isPrepared ? [imageFunction(preparation)] : [],
    signatures: {
      [SIGNATURE]: {
        inputs: { images },
        outputs: { probabilities: floats('probabilities'), logits: floats('logits') },
      },
    },
  });
  return [
    { name: 'saved_model.pb', content },
    // As programs for LiteRT read them.
    { name: 'labels.txt', content: `${outputNames(description).join('\n')}\n` },
  ];
}

/** Adds the preparation of image files, to RGB in 0..255 `[N, H, W, 3]` of the network's size. */
function prepared(graph: GraphBuilder, preparation: ImagePreparation): string {
  const { itemSize, map } = preparation;
  const { height, width } = itemSize;
  const sides = sidesOf(preparation);
  graph.nodes.push(constantOf('sides', DTYPE.float64, [sides.length], bytesOf(sides)));
  const items = graph.op(
    'items',
    'MapDefun',
    ['images', 'sides'],
    [
      attr.types('Targuments', ['string']),
      attr.types('Tcaptured', ['float64']),
      attr.types('output_types', ['float32']),
      attr.shapes('output_shapes', [[height, width, 3]]),
      attr.function('f', PREPARE),
      attr.int('max_intra_op_parallelism', 1),
    ],
  );
  return resized(graph, items, itemSize, map);
}

const isIdentity = ({ from, taps }: AxisMap): boolean =>
  taps.length === from && taps.every(([tap, ...more], i) => more.length === 0 && tap?.[0] === i);

/** Adds a linear map of each axis of images `[N, H, W, 3]`, and returns the result. */
function resized(
  graph: GraphBuilder,
  images: string,
  { height, width }: ImageSize,
  { down, across }: ImageMap,
): string {
  if (isIdentity(down) && isIdentity(across)) return images;
  const [toHeight, toWidth] = [down.taps.length, across.taps.length];
  const matrix = (name: string, map: AxisMap): string =>
    graph.floats(name, [...denseWeights(map)], [map.taps.length, map.from]);
  const product = (name: string, a: string, b: string, isTransposed: boolean): string =>
    graph.floatOp(
      name,
      'BatchMatMulV2',
      [a, b],
      [attr.bool('adj_x', false), attr.bool('adj_y', isTransposed)],
    );
  const rows = graph.reshape('rows', images, [-1, height, width * 3]);
  const lower = product('lower', matrix('down', down), rows, false);
  const apart = graph.reshape('apart', lower, [-1, toHeight, width, 3]);
  const channels = graph.transpose('channels', apart, [0, 1, 3, 2]);
  const narrower = product('narrower', channels, matrix('across', across), true);
  const whole = graph.reshape('whole', narrower, [-1, toHeight, 3, toWidth]);
  return graph.transpose(PIXELS, whole, [0, 1, 3, 2]);
}

/** Adds the scaling of RGB in 0..255 to 0..1, and its normalization. */
function normalized(graph: GraphBuilder, bytes: string, normalization: ChannelStats | null): string {
  const scaled = graph.floatOp('scaled', 'RealDiv', [bytes, graph.floats('white', [255], [])]);
  if (normalization === null) return scaled;
  const { mean, std } = normalization;
  const centred = graph.floatOp('centred', 'Sub', [scaled, graph.floats('mean', mean, [3])]);
  return graph.floatOp('normalized', 'RealDiv', [centred, graph.floats('std', std, [3])]);
}
