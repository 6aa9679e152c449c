import { integer, type Draw } from '../../../src/core/index.ts';
import { mutated, pick, type Mutated, type Mutation } from './mutated.ts';

/** Numbers at the ends of their range, and beyond what double precision holds. */
const NUMBERS = [
  ...['0', '-0', '-1', '1', '2', '0.5', '1e308', '-1e308', '1e999', '-1e999', '5e-324', '1e21', '2147483648'],
  ...['4294967296', '9007199254740993', '9223372036854775808', '-9007199254740993'],
];
/** Texts in place of a value: other types, and values that are valid JSON but that few programs expect. */
const VALUES: readonly (() => string)[] = [
  ...NUMBERS,
  ...['null', 'true', 'false', '""', '[]', '{}'],
  ...[
    '"NaN"',
    '"Infinity"',
    '"auto"',
    '"\\ud800"',
    '"\\u0000"',
    '"\\u001b[2J\\u001b]0;title\\u0007"',
    '"\\u202egnp"',
  ],
  ...['"<script>alert(1)</script>"', '"../../../etc/passwd"', '"/dev/zero"', '"constructor"', '"__proto__"'],
  ...['[null]', '[[]]', '[1,2,3]', '["a"]', '[0,0]', '[1e999,-1]', '{"a":1}', '{"length":4294967295}'],
  ...[
    '{"toString":1,"valueOf":1}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{"then":1}',
  ],
].map((text) => () => text);
const PIECES = ['', ' ', '\n', '\r', '\u001b[31m', '<', '"', '\ud800', '\u202e', '/..', '%00', ',', '😀'];
const LARGE: readonly (() => string)[] = [
  () => '['.repeat(5000) + ']'.repeat(5000),
  () => '{"a":'.repeat(5000) + '1' + '}'.repeat(5000),
  () => `"${'x'.repeat(100_000)}"`,
  () => '9'.repeat(5000),
  () => `[${'0,'.repeat(20_000)}0]`,
  () => `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":${i}`).join()}}`,
];
const DEEP = ['[[[[[[[[', '{"a":{"a":{"a":'];
const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  'then',
  '\u0000',
  'é',
  '0',
];

/** A value of a JSON text: `holder[key]`. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Returns every value within a value; not recursive, as an earlier mutation may have nested it deep. */
function placesIn(value: unknown): readonly Place[] {
  const places: Place[] = [];
  const holders = [value];
  for (const holder of holders) {
    if (typeof holder !== 'object' || holder === null) continue;
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder: holder as Place['holder'], key });
      holders.push(inner);
    }
  }
  return places;
}

/** Stands for text that `JSON.stringify` would not write. */
const MARK = '\u0001raw\u0001';

const valueAt = ({ holder, key }: Place): unknown => holder[key];

/**
 * Changes one value of a JSON text, of those that `isMeant`: by the text that is returned in its place or, if that is
 * undefined, by what was done to its holder.
 */
const atPlace =
  (
    change: (place: Place, draw: Draw) => string | undefined,
    isMeant: (place: Place) => boolean = () => true,
  ): Mutation<string> =>
  (text, draw) => {
    const root = { value: parsed(text) };
    const places = root.value === undefined ? [] : placesIn(root).filter(isMeant);
    if (places.length === 0) return text;
    const place = pick(draw, places);
    const raw = change(place, draw);
    if (raw === undefined) return textOf(root.value);
    place.holder[place.key] = MARK;
    return textOf(root.value).replace(textOf(MARK), () => raw);
  };

/** Undefined for what is no JSON any more, or nested too deep to be written again. */
function parsed(text: string): unknown {
  if (DEEP.some((part) => text.includes(part))) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Undefined, as of a root that was removed, has no text. */
const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

const isNumber = (place: Place): boolean => typeof valueAt(place) === 'number';
const isText = (place: Place): boolean => typeof valueAt(place) === 'string';
const isList = (place: Place): boolean => Array.isArray(valueAt(place));
const isNamed = ({ holder }: Place): boolean => !Array.isArray(holder);

const changeNumber = atPlace((place, draw) => {
  const value = Number(valueAt(place));
  const near = [-value, value + 1, value - 1, value + 0.5, 1000 * value, value / 1000].map(String);
  return pick(draw, [...near, ...NUMBERS]);
}, isNumber);

const mutations: Readonly<Record<string, Mutation<string>>> = {
  'change a number': changeNumber,
  'change numbers': (text, draw) => [1, 2, 3].reduce((changed) => changeNumber(changed, draw), text),
  'change a text': atPlace((place, draw) => {
    const value = String(valueAt(place));
    const at = integer(draw, value.length + 1);
    return textOf(value.slice(0, at) + pick(draw, PIECES) + value.slice(at + integer(draw, 2)));
  }, isText),
  'lengthen a list': atPlace((place, draw) => {
    const value = valueAt(place) as readonly unknown[];
    return textOf([...value, ...value.slice(integer(draw, 3))]);
  }, isList),
  'replace a value': atPlace((_, draw) => pick(draw, VALUES)()),
  'replace a value by a large one': atPlace((_, draw) => pick(draw, LARGE)()),
  'remove a value': atPlace(({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
    return undefined;
  }),
  'rename a key': atPlace((place, draw) => {
    const { holder, key } = place;
    const value = valueAt(place);
    Reflect.deleteProperty(holder, key);
    Object.defineProperty(holder, pick(draw, KEYS), { value, enumerable: true, configurable: true });
    return undefined;
  }, isNamed),
  'add a key': atPlace(
    (place, draw) => `${textOf(valueAt(place))},${textOf(pick(draw, KEYS))}:${pick(draw, VALUES)()}`,
    isNamed,
  ),
  'repeat a key': atPlace(
    (place, draw) => `${textOf(valueAt(place))},${textOf(place.key)}:${pick(draw, VALUES)()}`,
    isNamed,
  ),
  'copy a value': atPlace((place, draw) => textOf(pick(draw, placesIn(place.holder).map(valueAt)))),
};

/** Changes numbers to others, which few checks of types refuse. */
export const mutateNumber: Mutation<string> = (text, draw) => changeNumber(text, draw);

/** Gives every number of one name in a text an extreme value. */
export const mutateEveryNumber: Mutation<string> = (text, draw) => {
  const [, name] = pick(draw, [...text.matchAll(/"(\w+)":-?\d/g), null]) ?? [];
  const value = pick(draw, NUMBERS);
  return name === undefined
    ? text
    : text.replaceAll(new RegExp(`("${name}"):-?[\\d.e+-]+`, 'g'), `$1:${value}`);
};

/** Changes values, types, keys and structure of a JSON text; most results are valid JSON. */
export const mutateJson = (text: string, draw: Draw): Mutated<string> => mutated(text, mutations, draw);
