import { at, type ImageSize, type Pixels, type ResizeStep } from '../core/index.ts';
import { constant, floatConstant, graphNode, onCpu, placeholder, type GraphNode } from './graph/graph-def.ts';
import { Graph, type Feed, type OutputValues } from './graph/graph.ts';
import { attr } from './raw-op.ts';

/** A JPEG file, and the step that resizes its image. */
export interface JpegRequest {
  /** The complete file, of one (grey) or three channels. */
  readonly bytes: Uint8Array;
  /** The size of its image. */
  readonly source: ImageSize;
  /** The box must lie within the image. */
  readonly step: ResizeStep;
  /** Whether the file was damaged when it was decoded before; saves looking for it among the others again. */
  readonly wasDamaged?: boolean;
}

/** The maximum number of images per run. */
export const BRANCHES = 16;

/** Kept for the life of the process. */
let graph: Graph | undefined;

/**
 * Returns the graph that decodes up to {@link BRANCHES} files; built at the first call. It runs on the CPU: otherwise
 * TensorFlow would copy each decoded image to a GPU and back.
 */
export const jpegGraph = (): Graph => (graph ??= buildGraph());

function buildGraph(): Graph {
  const branches = Array.from({ length: BRANCHES }, (_, i) => branch(i)).flat();
  return new Graph([...SHARED, ...branches].map(onCpu), { name: 'decodeJpegs' });
}

/** Decodes, crops and resizes files in parallel. Throws TensorFlow's error if one of them cannot be decoded. */
export function runJpegGraph(graph: Graph, requests: readonly JpegRequest[]): readonly Pixels[] {
  const outputs = graph.run(requests.flatMap(feedsOf), requests.map(outputOf));
  return requests.map(({ step: { resizeTo } }, i) => ({
    height: resizeTo.height,
    width: resizeTo.width,
    data: bytesOf(at(outputs, i)),
  }));
}

/** The attributes of TensorFlow's DecodeJpeg: the defaults of libjpeg-turbo, as in Pillow and sharp. */
export const JPEG_DECODING = [
  attr.int('channels', 3),
  attr.int('ratio', 1),
  attr.bool('fancy_upscaling', true),
  attr.bool('try_recover_truncated', false),
  attr.float('acceptable_fraction', 1),
  attr.string('dct_method', 'INTEGER_ACCURATE'),
];

const SHARED: readonly GraphNode[] = [
  constant('first-axis', [0], []),
  constant('quads', [-1, 4], [2]),
  floatConstant('half', [0.5], []),
  floatConstant('no-shift', [0, 0], [2]),
];

const U8 = attr.type('T', 'uint8');
const FLOAT = attr.type('T', 'float32');

/**
 * Returns the nodes that decode and resize one file, to floats (to be truncated) or to integers that pack four bytes
 * each.
 */
const branch = (i: number): readonly GraphNode[] => [
  placeholder(`jpeg-${i}`, 'string'),
  placeholder(`begin-${i}`, 'int32'),
  placeholder(`extent-${i}`, 'int32'),
  placeholder(`size-${i}`, 'int32'),
  placeholder(`scale-${i}`, 'float32'),
  graphNode(`image-${i}`, 'DecodeJpeg', [`jpeg-${i}`], JPEG_DECODING),
  graphNode(
    `box-${i}`,
    'Slice',
    [`image-${i}`, `begin-${i}`, `extent-${i}`],
    [U8, attr.type('Index', 'int32')],
  ),
  graphNode(`batch-${i}`, 'ExpandDims', [`box-${i}`, 'first-axis'], [U8, attr.type('Tdim', 'int32')]),
  graphNode(
    `enlarged-${i}`,
    'ResizeBilinear',
    [`batch-${i}`, `size-${i}`],
    [U8, attr.bool('align_corners', false), attr.bool('half_pixel_centers', true)],
  ),
  graphNode(
    `reduced-${i}`,
    'ScaleAndTranslate',
    [`batch-${i}`, `size-${i}`, `scale-${i}`, 'no-shift'],
    [U8, attr.string('kernel_type', 'triangle'), attr.bool('antialias', true)],
  ),
  ...['enlarged', 'reduced'].flatMap((way) => [
    graphNode(`${way}-floats-${i}`, 'AddV2', [`${way}-${i}`, 'half'], [FLOAT]),
    graphNode(
      `${way}-bytes-${i}`,
      'Cast',
      [`${way}-floats-${i}`],
      [attr.type('SrcT', 'float32'), attr.type('DstT', 'uint8'), attr.bool('Truncate', false)],
    ),
    graphNode(
      `${way}-rows-${i}`,
      'Reshape',
      [`${way}-bytes-${i}`, 'quads'],
      [U8, attr.type('Tshape', 'int32')],
    ),
    graphNode(`${way}-quads-${i}`, 'Bitcast', [`${way}-rows-${i}`], [U8, attr.type('type', 'int32')]),
  ]),
];

function feedsOf({ bytes, step: { box, resizeTo } }: JpegRequest, i: number): readonly Feed[] {
  const scale = Float32Array.of(resizeTo.height / box.height, resizeTo.width / box.width);
  return [
    { name: `jpeg-${i}`, shape: [], values: [bytes] },
    { name: `begin-${i}`, shape: [3], values: Int32Array.of(box.top, box.left, 0) },
    { name: `extent-${i}`, shape: [3], values: Int32Array.of(box.height, box.width, 3) },
    { name: `size-${i}`, shape: [2], values: Int32Array.of(resizeTo.height, resizeTo.width) },
    ...(enlarges({ box, resizeTo }) ? [] : [{ name: `scale-${i}`, shape: [2], values: scale }]),
  ];
}

/**
 * Returns whether no side shrinks. The filter then spans one pixel on each side, and an op that is six times faster
 * suffices.
 */
const enlarges = ({ box, resizeTo }: Pick<ResizeStep, 'box' | 'resizeTo'>): boolean =>
  resizeTo.height >= box.height && resizeTo.width >= box.width;

/** Returns the output to fetch: the engine cannot return bytes, only integers of four bytes each, or else floats. */
const outputOf = ({ step }: JpegRequest, i: number): string => {
  const { height, width } = step.resizeTo;
  return `${enlarges(step) ? 'enlarged' : 'reduced'}-${(height * width * 3) % 4 === 0 ? 'quads' : 'floats'}-${i}`;
};

const bytesOf = (values: OutputValues): Uint8Array =>
  values instanceof Int32Array
    ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    : Uint8Array.from(values);
