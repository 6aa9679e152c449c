import type { Pixels, ResizeStep } from '../core/index.ts';
import { constant, floatConstant, graphNode, placeholder, type GraphNode } from './graph/graph-def.ts';
import { Graph, type Feed, type Fetched } from './graph/graph.ts';
import { attr, rawOp1 } from './raw-op.ts';
import { silenced } from './silenced.ts';
import { tf } from './tf.ts';

/** A JPEG file, and what is to become of its image. */
export interface JpegRequest {
  /** A whole file of one (grey) or three channels. */
  readonly bytes: Uint8Array;
  /** The box lies within the image. */
  readonly step: ResizeStep;
}

/** How many images one run of the graph can take; more are decoded in several runs. */
const BRANCHES = 16;

/** Made at the first use and kept as long as the engine is: once a process. */
let graph: Graph | undefined;

/**
 * Decodes JPEG files to 8-bit RGB, cuts out and resizes, on all cores; the calling thread waits. A third of the time
 * that sharp and JavaScript take: libjpeg-turbo, without more around it.
 *
 * The pixels are libjpeg's; resized, they are at most 1 of 255 from Pillow's BILINEAR, which rounds twice: a triangle
 * filter, wider by the factor an image shrinks by.
 *
 * @returns the images in order; null where TensorFlow cannot decode a file
 */
export function decodeJpegs(requests: readonly JpegRequest[]): readonly (Pixels | null)[] {
  return silenced(() => {
    const decoded: (Pixels | null)[] = [];
    for (let i = 0; i < requests.length; i += BRANCHES)
      decoded.push(...decodeSome(requests.slice(i, i + BRANCHES)));
    return decoded;
  });
}

function decodeSome(requests: readonly JpegRequest[]): readonly (Pixels | null)[] {
  try {
    return runGraph(requests);
  } catch {
    // One file is enough to fail them all: without those that fail alone.
    const sound = requests.map(isSound);
    const pixels = runGraph(requests.filter((_, i) => sound[i])).values();
    return sound.map((each) => (each ? (pixels.next().value ?? null) : null));
  }
}

function isSound({ bytes }: JpegRequest): boolean {
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
  const fetched = graph.run(requests.flatMap(feedsOf), requests.map(outputOf));
  return requests.map(({ step: { resizeTo } }, i) => ({
    height: resizeTo.height,
    width: resizeTo.width,
    data: bytesOf(fetched[i] as Fetched),
  }));
}

// What libjpeg-turbo does by default, and so Pillow and sharp.
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

/** From one file to its pixels, enlarged or reduced; as floats that are to be cut, or as four bytes in a whole number. */
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

/** Then a triangle of one pixel to each side is all there is to it, for which there is an op six times as fast. */
const enlarges = ({ box, resizeTo }: Pick<ResizeStep, 'box' | 'resizeTo'>): boolean =>
  resizeTo.height >= box.height && resizeTo.width >= box.width;

/** The engine hands out no bytes; whole numbers it does, where they come out even. */
const outputOf = ({ step }: JpegRequest, i: number): string => {
  const { height, width } = step.resizeTo;
  return `${enlarges(step) ? 'enlarged' : 'reduced'}-${(height * width * 3) % 4 === 0 ? 'quads' : 'floats'}-${i}`;
};

const bytesOf = (fetched: Fetched): Uint8Array =>
  fetched instanceof Int32Array
    ? new Uint8Array(fetched.buffer, fetched.byteOffset, fetched.byteLength)
    : Uint8Array.from(fetched);
