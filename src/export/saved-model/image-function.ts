import { at, sizeOf, type ImageSize, type PadMode } from '../../core/index.ts';
import { attr, JPEG_DECODING, type GraphFunction } from '../../engine/index.ts';
import type { ItemTransform } from '../../items/index.ts';
import type { ImagePreparation } from '../image-preparation.ts';
import { FunctionBuilder, type Value } from './function-builder.ts';

/** The name of the function. */
export const PREPARE = 'millrace_prepare_image';

/**
 * Returns a function of a TensorFlow graph that prepares the contents of an image file, JPEG or PNG, as validation does: RGB
 * in 0..255 `[height, width, 3]` of the size after the item transforms. It does not turn an image as its EXIF orientation
 * says.
 */
export function imageFunction({ item }: ImagePreparation): GraphFunction {
  const builder = new FunctionBuilder();
  // Decodes PNG too.
  const decoded = builder.add('DecodeJpeg', ['contents'], JPEG_DECODING);
  const sides = builder.unpacked('sides', 'float64', 2 * item.length);
  const image = item.reduce(
    (value, transform, i) => transformed(builder, value, transform, [at(sides, 2 * i), at(sides, 2 * i + 1)]),
    decoded,
  );
  return {
    name: PREPARE,
    inputs: { contents: 'string', sides: 'float64' },
    outputs: { image: 'float32' },
    nodes: builder.nodes,
    returns: { image: builder.cast(image, 'uint8', 'float32') },
  };
}

/**
 * Returns the input `sides` of the function: height and width after each item transform. They are no constants of the function,
 * because TensorFlow's optimizer multiplies by the reciprocal of a constant divisor, which rounds sizes to other pixels.
 */
export const sidesOf = ({ item }: ImagePreparation): Float64Array =>
  Float64Array.from(item.flatMap(({ outputSize }) => [outputSize?.height ?? 0, outputSize?.width ?? 0]));

/** The settings of `resize`; those of `randomResizedCrop` have no method. */
interface Settings {
  readonly size: readonly [height: number, width: number];
  readonly method?: 'crop' | 'pad' | 'squish';
  readonly padMode?: PadMode;
}

function transformed(
  builder: FunctionBuilder,
  image: Value,
  transform: ItemTransform,
  [targetHeight, targetWidth]: readonly [height: Value, width: Value],
): Value {
  const { size, method, padMode = 'zeros' } = transform.settings as unknown as Settings;
  if (method === undefined) return squishedCentre(builder, image, transform);
  const target = sizeOf(size);
  if (method === 'squish') return resized(builder, image, builder.sizeOf(image), target);
  const { height, width } = builder.sizeOf(image);
  const [exactHeight, exactWidth] = [height, width].map((side) => builder.cast(side, 'int32', 'float64')) as [
    Value,
    Value,
  ];
  const ratio = (side: Value, to: Value): Value => builder.arithmetic('RealDiv', 'float64', side, to);
  const scale = builder.arithmetic(
    method === 'crop' ? 'Minimum' : 'Maximum',
    'float64',
    ratio(exactWidth, targetWidth),
    ratio(exactHeight, targetHeight),
  );
  // A cast to integers truncates.
  const length = (to: Value): Value =>
    builder.arithmetic(
      'Maximum',
      'int32',
      builder.integer(1),
      builder.cast(builder.arithmetic('Mul', 'float64', scale, to), 'float64', 'int32'),
    );
  const box = { height: length(targetHeight), width: length(targetWidth) };
  const rows = positions(builder, height, box.height, padMode);
  const columns = positions(builder, width, box.width, padMode);
  const cut = gathered(builder, gathered(builder, image, rows, 0), columns, 1);
  return resized(builder, cut, box, target);
}

/** Returns the rows or columns of a centred box, which may extend beyond the image, and which of them are inside. */
function positions(builder: FunctionBuilder, side: Value, length: Value, padMode: PadMode): Positions {
  const half = builder.arithmetic(
    'Mul',
    'float64',
    builder.double(0.5),
    builder.cast(builder.arithmetic('Sub', 'int32', side, length), 'int32', 'float64'),
  );
  const first = builder.cast(half, 'float64', 'int32');
  const range = builder.add(
    'Range',
    [first, builder.arithmetic('AddV2', 'int32', first, length), builder.integer(1)],
    [attr.type('Tidx', 'int32')],
  );
  const last = builder.arithmetic('Sub', 'int32', side, builder.integer(1));
  const clipped = builder.arithmetic(
    'Minimum',
    'int32',
    last,
    builder.arithmetic('Maximum', 'int32', builder.integer(0), range),
  );
  if (padMode === 'border') return { indices: clipped, isInside: null };
  if (padMode === 'zeros')
    return {
      indices: clipped,
      isInside: builder.add('Equal', [range, clipped], [attr.type('T', 'int32')]),
    };
  // Back and forth without repeating the ends: 0 1 2 1 0 1 2 … for three pixels.
  const period = builder.arithmetic(
    'Maximum',
    'int32',
    builder.integer(1),
    builder.arithmetic('Mul', 'int32', builder.integer(2), last),
  );
  const phase = builder.arithmetic('FloorMod', 'int32', range, period);
  const back = builder.arithmetic('Sub', 'int32', period, phase);
  return { indices: builder.arithmetic('Minimum', 'int32', phase, back), isInside: null };
}

interface Positions {
  readonly indices: Value;
  /** Null if all are. */
  readonly isInside: Value | null;
}

/** Returns the given rows (axis 0) or columns (axis 1) of an image; black where they are outside. */
function gathered(
  builder: FunctionBuilder,
  image: Value,
  { indices, isInside }: Positions,
  axis: 0 | 1,
): Value {
  const found = builder.add(
    'GatherV2',
    [image, indices, builder.integer(axis)],
    [attr.type('Tparams', 'uint8'), attr.type('Tindices', 'int32'), attr.type('Taxis', 'int32')],
  );
  if (isInside === null) return found;
  const factors = builder.add(
    'Reshape',
    [
      builder.add('Cast', [isInside], [attr.type('SrcT', 'bool'), attr.type('DstT', 'uint8')]),
      builder.integers(axis === 0 ? [-1, 1, 1] : [1, -1, 1]),
    ],
    [attr.type('T', 'uint8'), attr.type('Tshape', 'int32')],
  );
  return builder.arithmetic('Mul', 'uint8', found, factors);
}

/** Resizes an image with Pillow's BILINEAR, as the decoder of training does, and rounds to bytes. */
function resized(
  builder: FunctionBuilder,
  image: Value,
  from: { readonly height: Value; readonly width: Value },
  { height, width }: ImageSize,
): Value {
  const scaleOf = (side: Value, to: number): Value =>
    builder.arithmetic(
      'RealDiv',
      'float32',
      builder.floats([to], []),
      builder.cast(side, 'int32', 'float32'),
    );
  const scale = builder.add(
    'Pack',
    [scaleOf(from.height, height), scaleOf(from.width, width)],
    [attr.int('N', 2), attr.type('T', 'float32'), attr.int('axis', 0)],
  );
  const batch = builder.add(
    'ExpandDims',
    [image, builder.integer(0)],
    [attr.type('T', 'uint8'), attr.type('Tdim', 'int32')],
  );
  const scaled = builder.add(
    'ScaleAndTranslate',
    [batch, builder.integers([height, width]), scale, builder.floats([0, 0])],
    [attr.type('T', 'uint8'), attr.string('kernel_type', 'triangle'), attr.bool('antialias', true)],
  );
  const rounded = builder.cast(
    builder.arithmetic('AddV2', 'float32', scaled, builder.floats([0.5], [])),
    'float32',
    'uint8',
  );
  return builder.add(
    'Reshape',
    [rounded, builder.integers([height, width, 3])],
    [attr.type('T', 'uint8'), attr.type('Tshape', 'int32')],
  );
}

/** The steps of randomResizedCrop: the first one takes the whole image, and the sizes of the others are known. */
function squishedCentre(builder: FunctionBuilder, image: Value, transform: ItemTransform): Value {
  const [squish, centre] = transform.steps({ height: 1, width: 1 });
  if (squish === undefined) return image;
  const squished = resized(builder, image, builder.sizeOf(image), squish.resizeTo);
  if (centre === undefined) return squished;
  const { top, left, height, width } = centre.box;
  return builder.add(
    'Slice',
    [squished, builder.integers([top, left, 0]), builder.integers([height, width, 3])],
    [attr.type('T', 'uint8'), attr.type('Index', 'int32')],
  );
}
