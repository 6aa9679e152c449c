import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/index.ts';
import { exclusionList, findingsCsv } from '../../src/reports/index.ts';

const findings: readonly Finding[] = [
  {
    kind: 'unreadable',
    images: [{ path: 'cat/a, b.jpg', label: 'cat', part: 'train' }],
    reason: 'an "empty" file',
    exclude: ['cat/a, b.jpg'],
  },
  {
    kind: 'copies',
    images: [
      { path: 'cat/1.jpg', label: 'cat', part: 'valid' },
      { path: '#dog/1.jpg', label: null, part: 'train' },
    ],
    reason: '2 exact copies',
    exclude: ['#dog/1.jpg'],
  },
  {
    kind: 'label',
    images: [{ path: 'a\nb.jpg', label: 'a', part: 'valid' }],
    reason: 'labelled a',
    exclude: [],
  },
];

test('CSV: one line per image, with its group', () => {
  expect(findingsCsv(findings)).toBe(
    [
      'problem,group,path,class,part,leave_out,reason',
      'unreadable,1,"cat/a, b.jpg",cat,train,yes,"an ""empty"" file"',
      'copies,2,cat/1.jpg,cat,valid,no,2 exact copies',
      'copies,2,#dog/1.jpg,,train,yes,2 exact copies',
      'label,3,"a\nb.jpg",a,valid,no,labelled a',
      '',
    ].join('\n'),
  );
});

test('the list: paths to leave out, the reasons and the other images as comments', () => {
  expect(exclusionList({ findings, images: 9 }).split('\n').slice(2)).toEqual([
    '',
    '# unreadable: an "empty" file',
    'cat/a, b.jpg',
    '',
    '# copies: 2 exact copies',
    '# cat/1.jpg (validation)',
    './#dog/1.jpg',
    '',
    '# label: labelled a. Look at them first.',
    '# cannot be listed, rename it: a b.jpg',
    '',
  ]);
});
