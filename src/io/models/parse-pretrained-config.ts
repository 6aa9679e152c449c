import * as E from 'fp-ts/lib/Either.js';
import { isCount, isRecord, isShallow, MAX_SHORT_SIDE, type PretrainedConfig } from '../../core/index.ts';
import { areChannels } from './are-channels.ts';

/** What is wrong with a configuration. */
export interface ConfigFault {
  readonly expected: string;
  readonly received: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses timm's `config.json`, which any program may have written. The fields about images are in `pretrained_cfg`, or in
 * older files beside it. Right: null for a configuration without an architecture, as other programs write. Left: what is
 * wrong.
 */
export function parsePretrainedConfig(text: string): E.Either<ConfigFault, PretrainedConfig | null> {
  const parsed = E.tryCatch(
    () => JSON.parse(text) as unknown,
    () => 'text that is not JSON',
  );
  if (E.isLeft(parsed)) return E.left({ expected: 'a configuration in JSON', received: parsed.left });
  if (!isRecord(parsed.right) || !isShallow(parsed.right))
    return E.left({ expected: 'a JSON object', received: 'other JSON' });
  const outer = parsed.right;
  if (absent(outer['architecture'])) return E.right(null);
  const inner = outer['pretrained_cfg'] ?? {};
  if (!isRecord(inner)) return E.left(faultOf('pretrained_cfg', 'a JSON object', inner));
  // A model with another classifier than the original one has its own number of classes outside.
  const { architecture, num_classes } = outer;
  return configOf({ ...outer, ...present(inner), ...present({ architecture, num_classes }) });
}

function configOf(fields: Unchecked): E.Either<ConfigFault, PretrainedConfig> {
  for (const name of NAMES) {
    const [expected, accepts, isRequired = false] = FIELDS[name];
    const value = fields[name];
    if (absent(value) ? isRequired : !accepts(value, fields)) return E.left(faultOf(name, expected, value));
  }
  const known = fields as Known;
  const { mean, std, input_size: size, label_names: names } = known;
  return E.right({
    architecture: known.architecture,
    classes: known.num_classes,
    normalization: mean && std ? { mean, std } : null,
    inputSize: size ? [size[1], size[2]] : null,
    cropPct: known.crop_pct ?? null,
    interpolation: known.interpolation ?? null,
    labelNames: Array.isArray(names) ? names : null,
    licence: known.license ?? null,
  });
}

/** The fields after their validation. */
interface Known {
  readonly architecture: string;
  readonly num_classes: number;
  readonly mean?: readonly number[] | null;
  readonly std?: readonly number[] | null;
  readonly input_size?: readonly [channels: number, height: number, width: number] | null;
  readonly crop_pct?: number | null;
  readonly interpolation?: string | null;
  readonly label_names?: readonly string[] | Fields | null;
  readonly license?: string | null;
}

type Unchecked = { readonly [Name in keyof Known]?: unknown };

type Accepts = (value: unknown, fields: Unchecked) => boolean;

const MAX_CLASSES = 1_000_000;
const MAX_TEXT = 200;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT;

const FIELDS: Readonly<
  Record<keyof Known, readonly [expected: string, accepts: Accepts, isRequired?: true]>
> = {
  architecture: ['the name of a network', isText, true],
  num_classes: [
    `an integer from 0 to ${MAX_CLASSES}`,
    (value) => isCount(value) && value <= MAX_CLASSES,
    true,
  ],
  mean: [
    '3 finite numbers, and 3 in "std"',
    (value, { std }) => areChannels(value, () => true) && !absent(std),
  ],
  std: [
    '3 positive numbers, and 3 in "mean"',
    (value, { mean }) => areChannels(value, (deviation) => deviation > 0) && !absent(mean),
  ],
  input_size: [
    `3 channels, a height and a width of 1 to ${MAX_SHORT_SIDE} pixels`,
    (value) =>
      Array.isArray(value) &&
      value.length === 3 &&
      value[0] === 3 &&
      value.every((side) => isCount(side) && side > 0 && side <= MAX_SHORT_SIDE),
  ],
  crop_pct: ['a number above 0, up to 1', (value) => typeof value === 'number' && value > 0 && value <= 1],
  interpolation: ['the name of an interpolation', isText],
  // timm also writes an object of names by index, for models that lack some of the classes.
  label_names: [
    'a name for each class',
    (value, { num_classes: classes }) =>
      isRecord(value) || (Array.isArray(value) && value.length === classes && value.every(isText)),
  ],
  license: ['the name of a licence', isText],
};

const NAMES = Object.keys(FIELDS) as readonly (keyof Known)[];

const absent = (value: unknown): boolean => value === undefined || value === null;

/** Removes the fields that are null. */
const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !absent(value)));

const faultOf = (name: string, expected: string, value: unknown): ConfigFault => ({
  expected: `${expected} in "${name}"`,
  received: absent(value) ? 'none' : JSON.stringify(value),
});
