import { expect, test } from 'vitest';
import { attr, DTYPE } from '../../../src/engine/raw-op.ts';
import { narrowed } from '../../../src/engine/graph/narrowed.ts';
import type { RecordedOp } from '../../../src/engine/graph/recorded-op.ts';

const FLOAT = [attr.type('T', 'float32')];

const op = (
  name: string,
  kind: string,
  inputs: readonly string[],
  more: Partial<RecordedOp> = {},
): RecordedOp => ({
  name,
  op: kind,
  inputs,
  after: [],
  attributes: FLOAT,
  precision: 'bfloat16',
  ...more,
});

/** A convolution with batch norm and ReLU, then a mean, and an update outside of the precision. */
const ops: readonly RecordedOp[] = [
  op('conv', 'Conv2D', ['x:0', 'k:0']),
  op('norm', 'MillraceBatchNorm', ['conv:0', 'g:0', 'g:0', 'g:0', 'g:0']),
  op('relu', 'Relu', ['norm:0']),
  op('sum', 'Sum', ['relu:0']),
  op('other', 'Relu', ['x:0']),
  op('update', 'Mul', ['relu:0', 'norm:1'], { precision: 'float32' }),
];

const dtypes = new Map(
  ['x:0', 'k:0', 'g:0', 'conv:0', 'norm:0', 'norm:1', 'relu:0', 'sum:0', 'other:0', 'update:0'].map(
    (name) => [name, DTYPE.float32 as number],
  ),
);

/** Returns each node as `name = op(inputs)`, with its type. */
function shown(fed: readonly string[] = [], emulates = false): readonly string[] {
  const { nodes } = narrowed(ops, dtypes, { seen: new Set(), fed: new Set(fed), isEmulated: () => emulates });
  return nodes.map((node) => {
    const strings: readonly string[] = new TextDecoder('latin1').decode(node).match(/[\w/]+(:\d)?/g) ?? [];
    const known = strings.filter((text) => /^(x|k|g|conv|norm|relu|sum|other|update)\b/.test(text));
    const narrow = node.includes(DTYPE.bfloat16) && !strings.includes('Cast');
    return `${known.join(' ')}${narrow ? ' narrow' : ''}`;
  });
}

test('convolutions and what follows them are narrow; statistics, sums and updates are not', () => {
  expect(shown()).toEqual([
    'x/0/bfloat16 x:0',
    'k/0/bfloat16 k:0',
    'conv x/0/bfloat16:0 k/0/bfloat16:0 narrow',
    'norm conv:0 g:0 g:0 g:0 g:0 narrow',
    'relu norm:0 narrow',
    'relu/0/float32 relu:0',
    'sum relu/0/float32:0',
    'other x:0',
    'update relu/0/float32:0 norm:1',
  ]);
});

test('outputs that runs fetch or feed are float32, under another name', () => {
  const seen = new Set(['relu:0', 'norm:1']);
  const { names } = narrowed(ops, dtypes, { seen, fed: new Set(['conv:0']), isEmulated: () => false });
  expect([...names]).toEqual([
    ['conv:0', 'conv/0/float32:0'],
    ['relu:0', 'relu/0/float32:0'],
  ]);
  expect(shown(['conv:0'])).toContain('norm conv/0/float32/0/bfloat16:0 g:0 g:0 g:0 g:0 narrow');
});

test('without units, ops compute in float32 on rounded inputs, and their outputs are rounded; our own need none', () => {
  expect(shown([], true)).toEqual([
    'x/0/bfloat16 x:0',
    'x/0/bfloat16/0/float32 x/0/bfloat16:0',
    'k/0/bfloat16 k:0',
    'k/0/bfloat16/0/float32 k/0/bfloat16:0',
    'conv x/0/bfloat16/0/float32:0 k/0/bfloat16/0/float32:0',
    'conv/0/bfloat16 conv:0',
    'norm conv/0/bfloat16:0 g:0 g:0 g:0 g:0 narrow',
    'norm/0/float32 norm:0',
    'relu norm/0/float32:0',
    'relu/0/bfloat16 relu:0',
    'relu/0/bfloat16/0/float32 relu/0/bfloat16:0',
    'sum relu/0/bfloat16/0/float32:0',
    'other x:0',
    'update relu/0/bfloat16/0/float32:0 norm:1',
  ]);
});
