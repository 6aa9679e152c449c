import * as E from 'fp-ts/lib/Either.js';
import { at, isRecord, namesAndMore, elementCount } from '../../core/index.ts';
import { isValueType, READ_TYPES, type ValueType } from './safetensors-values.ts';

/** The type and the name of the integers in which PyTorch's batch normalization counts batches: they are skipped. */
const [COUNT_TYPE, COUNT_NAME, COUNT_BYTES] = ['I64', 'num_batches_tracked', 8] as const;

/** The description of an array in the header of a safetensors file. */
export interface Entry {
  readonly dtype: ValueType | typeof COUNT_TYPE;
  readonly shape: readonly number[];
  /** The first byte and the one after the last, counted from the end of the header. */
  readonly data_offsets: readonly [number, number];
}

/** A parsed field of the header. */
type Field = readonly [name: string, entry: unknown];

/**
 * Validates the descriptions of the arrays in a header. Left: the arrays of a type that is not read, or the first array
 * whose shape does not match its bytes.
 */
export function entriesIn(fields: readonly Field[]): E.Either<string, readonly (readonly [string, Entry])[]> {
  const others = fields.flatMap(otherType);
  if (others.length > 0)
    return E.left(`values of other types than F32, F16, BF16 and F64: ${namesAndMore(others, 3)}`);
  const wrong = fields.find(([, entry]) => !isEntry(entry));
  return wrong === undefined
    ? E.right(fields as readonly (readonly [string, Entry])[])
    : E.left(`${wrong[0]} is not an array whose shape matches its bytes: ${JSON.stringify(wrong[1])}`);
}

/** Returns `NAME (TYPE)` for an array of a type that is not read; otherwise nothing. */
function otherType([name, entry]: Field): readonly string[] {
  const type = isRecord(entry) ? entry['dtype'] : undefined;
  if (typeof type !== 'string' || isValueType(type)) return [];
  return type === COUNT_TYPE && name.endsWith(COUNT_NAME) ? [] : [`${name} (${type})`];
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    return false;
  const bytes = isValueType(dtype) ? READ_TYPES[dtype] : COUNT_BYTES;
  return at(offsets, 1) - at(offsets, 0) === bytes * elementCount(shape);
}
