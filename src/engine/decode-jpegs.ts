import { at, type Pixels, type ResizeStep } from '../core/index.ts';
import { constant, floatConstant, graphNode, placeholder, type GraphNode } from './graph/graph-def.ts';
import { Graph, type Feed, type OutputValues } from './graph/graph.ts';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';
import { withoutStderr } from './without-stderr.ts';

/** A JPEG file, and the step that resizes its image. */
export interface JpegRequest {
  /** The complete file, of one (grey) or three channels. */
  readonly bytes: Uint8Array;
  /** The box must lie within the image. */
  readonly step: ResizeStep;
}

/** The maximum number of images per run of the graph. */
const BRANCHES = 16;

/** Built on first use and kept for the life of the process. */
let graph: Graph | undefined;

/**
 * Decodes JPEG files to 8-bit RGB, crops and resizes them, on all cores; the calling thread waits. Takes a third of the
 * time of sharp and JavaScript, as it calls libjpeg-turbo directly.
 *
 * The pixels are libjpeg's. Resizing uses a triangle filter that widens as the image shrinks; values differ by at most 1
 * of 255 from Pillow's BILINEAR, which rounds twice.
 *
 * @returns the images in order; null for a file that TensorFlow cannot decode
 */
export function decodeJpegs(requests: readonly JpegRequest[]): readonly (Pixels | null)[] {
  return withoutStderr(() => {
    const images: (Pixels | null)[] = [];
    for (let i = 0; i < requests.length; i += BRANCHES)
      images.push(...decodeSome(requests.slice(i, i + BRANCHES)));
    return images;
  });
}

function decodeSome(requests: readonly JpegRequest[]): readonly (Pixels | null)[] {
  try {
    return runGraph(requests);
  } catch {
    // One bad file fails the whole run: run it again without the files that fail on their own.
    const decodable = requests.map(isDecodable);
    const images = runGraph(requests.filter((_, i) => decodable[i]));
    let next = 0;
    return decodable.map((isGood) => (isGood ? at(images, next++) : null));
  }
}

function isDecodable({ bytes }: JpegRequest): boolean {
  const file = tf.tensor([bytes], [], 'string');
  try {
    rawOp1('DecodeJpeg', DECODING, [file]).dispose();
    return true;
  } catch {
    return false;
  } finally {
    file.dispose();
  }
}

function runGraph(requests: readonly JpegRequest[]): readonly Pixels[] {
  if (requests.length === 0) return [];
  graph ??= new Graph(
    [...SHARED, ...Array.from({ length: BRANCHES }, (_, i) => branch(i)).flat()],
    'decodeJpegs',
  );
  const outputs = graph.run(requests.flatMap(feedsOf), requests.map(outputOf));
  return requests.map(({ step: { resizeTo } }, i) => ({
    height: resizeTo.height,
    width: resizeTo.width,
    data: bytesOf(at(outputs, i)),
  }));
}

// The defaults of libjpeg-turbo, as in Pillow and sharp.
const DECODING = [
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
  graphNode(`image-${i}`, 'DecodeJpeg', [`jpeg-${i}`], DECODING),
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
