import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { parseLabelTable, type LabelTableConfig } from '../../../src/files/index.ts';
import { tableError } from '../../../src/files/labels/label-table.ts';

const parse = (text: string, config: Partial<LabelTableConfig> = {}) =>
  parseLabelTable(text, { source: 'labels.csv', ...config });

/** Returns the rows without their lines. */
function rowsOf(text: string, config: Partial<LabelTableConfig> = {}) {
  const table = parse(text, config);
  if (E.isLeft(table)) throw new Error(table.left.received);
  return table.right.rows.map(({ file, label, part }) => [file, label, part]);
}

function errorOf(text: string, config: Partial<LabelTableConfig> = {}) {
  const table = parse(text, config);
  return E.isLeft(table) ? table.left : tableError('labels.csv', table.right.mistakes);
}

const cats = [
  ['a.jpg', 'cat', null],
  ['b.jpg', 'dog', null],
];

describe('a table of labels', () => {
  test.each([
    ['commas', 'file,label\na.jpg,cat\nb.jpg,dog\n'],
    ['semicolons', 'file;label\na.jpg;cat\nb.jpg;dog\n'],
    ['tabs, and line breaks of Windows', 'file\tlabel\r\na.jpg\tcat\r\nb.jpg\tdog\r\n'],
    ['a byte order mark', '\uFEFFfile,label\na.jpg,cat\nb.jpg,dog'],
    ['quotes', '"file","label"\n"a.jpg","cat"\nb.jpg,"dog"\n'],
    ['empty rows of a spreadsheet', 'file,label\na.jpg,cat\nb.jpg,dog\n,\n,,\n'],
    ['spaces and empty lines', 'file, label\n\n a.jpg , cat\n\nb.jpg,dog\n'],
    ['the names of the Hub', 'file_name,label\na.jpg,cat\nb.jpg,dog\n'],
    ['columns in another order, and more of them', 'id,label,size,image\n7,cat,10,a.jpg\n8,dog,20,b.jpg\n'],
    ['a single column besides the images', 'Image,Breed\na.jpg,cat\nb.jpg,dog\n'],
    ['no first line with names', 'a.jpg,cat\nb.jpg,dog\n'],
    ['JSON Lines', '{"file_name":"a.jpg","label":"cat"}\n{"file_name":"b.jpg","label":"dog"}\n'],
    ['paths with backslashes or a dot', 'file,label\n./a.jpg,cat\n.\\b.jpg,dog\n'],
  ])('with %s', (_, text) => {
    expect(rowsOf(text)).toEqual(cats);
  });

  test('names with the delimiter, quotes and line breaks are quoted', () => {
    const text = 'file,label\n"a, b.jpg","the ""big"" cat"\n"c.jpg","two\nlines"\n';
    expect(rowsOf(text)).toEqual([
      ['a, b.jpg', 'the "big" cat', null],
      ['c.jpg', 'two\nlines', null],
    ]);
  });

  test('columns can be chosen', () => {
    const columns = { file: 'picture', label: 'what' };
    expect(rowsOf('picture,what,label\na.jpg,cat,1\nb.jpg,dog,2\n', { columns })).toEqual(cats);
    expect(errorOf('file,label\n', { columns }).received).toContain('no column picture (--file-column)');
  });

  test('a column assigns the parts of a split', () => {
    const parts = ['train', 'Training', 'val', 'validation', 'dev', 'test', ''];
    const text = `file,label,split\n${parts.map((part, i) => `${i}.jpg,cat,${part}\n`).join('')}`;
    expect(rowsOf(text).map(([, , part]) => part)).toEqual([
      ...['train', 'train', 'valid', 'valid', 'valid', 'test'],
      null,
    ]);
    const flags = 'file,label,is_valid\na.jpg,cat,True\nb.jpg,cat,0\n';
    expect(rowsOf(flags).map(([, , part]) => part)).toEqual(['valid', 'train']);
  });

  test('several labels are separated by the delimiter; none are an empty text', () => {
    const text = 'file,tags\na.jpg,cat dog\nb.jpg,\n';
    expect(rowsOf(text, { delimiter: ' ' }).map(([, label]) => label)).toEqual([['cat', 'dog'], []]);
    const lines = '{"file":"a.jpg","labels":["cat","dog"]}\n{"file":"b.jpg","labels":[]}\n';
    expect(rowsOf(lines).map(([, label]) => label)).toEqual([['cat', 'dog'], []]);
  });
});

describe('mistakes', () => {
  test('all are named with their lines', () => {
    const text = [
      'file,label,split',
      'a.jpg,cat,train',
      ',cat,train',
      'b.jpg,,train',
      'c.jpg,cat,sometimes',
      'd.jpg',
      'e.jpg,owl,valid',
    ].join('\n');
    expect(errorOf(text, { vocab: ['cat', 'dog'] })).toMatchObject({
      _tag: 'BadData',
      where: 'labels.csv',
      received:
        'line 3: no image file; line 4: no label; line 5: sometimes is neither train, valid nor test; ' +
        'line 6: 1 cell instead of 3; line 6: no label; line 7: owl is not a class of the model',
    });
  });

  test('a long list is cut', () => {
    const text = `file,label\n${Array.from({ length: 100 }, () => ',cat\n').join('')}`;
    expect(errorOf(text).received).toMatch(/line 31: no image file; and 70 more$/);
  });

  test.each([
    ['an empty file', '', 'an empty file'],
    [
      'no labels',
      'file,caption,author\na.jpg,x,y\n',
      'no column of labels (--label-column names it); the columns are file, caption, author',
    ],
    ['no images', 'a,label\n1,2\n', 'no column of image files'],
    ['an open quote', 'file,label\n"a.jpg,cat\n', 'line 2: '],
    [
      'three columns without names',
      'a.jpg,cat,train\nb.jpg,dog,valid\n',
      'no first line with the names of its 3 columns',
    ],
    ['another encoding', 'file,label\na.jpg,Schl\uFFFDssel\n', 'line 2: text that is not UTF-8'],
    ['UTF-16', 'f\0i\0l\0e\0,\0', 'line 1: text that is not UTF-8'],
    ['two columns of one name', 'file,label,label\na.jpg,x,y\n', 'line 1: two columns are called label'],
    ['broken JSON', '{"file":"a.jpg","label":"cat"}\n{"file":\n', 'line 2: not a JSON object'],
    ['a label that is an object', '{"file":"a.jpg","label":{"x":1}}\n', 'line 1: no label'],
  ])('%s', (_, text, received) => {
    expect(errorOf(text).received).toContain(received);
  });
});
