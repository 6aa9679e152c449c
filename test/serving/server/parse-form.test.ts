import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseForm } from '../../../src/serving/server/parse-form.ts';
import { holds } from '../../support/properties.ts';

const TYPE = 'multipart/form-data; boundary=b';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const part = (disposition: string, content: string): string =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
const filesOf = (text: string, type = TYPE, maxFiles = 3): unknown => {
  const files = parseForm(bytesOf(text), type, { maxFiles });
  return typeof files === 'string' ? files : files.map(({ name, bytes }) => [name, textOf(bytes)]);
};

describe('parseForm', () => {
  test.each([
    [
      'files, in order',
      part('name="a"; filename="x.jpg"', '1') + part('name=a; filename=y', '2'),
      [
        ['x.jpg', '1'],
        ['y', '2'],
      ],
    ],
    ['no text fields', part('name="a"', '1') + part('name="b"; filename="x"', ''), [['x', '']]],
    ['no empty file input', part('name="a"; filename=""', ''), []],
    ['a file without a name', part('name="a"; filename=""', '1'), [['', '1']]],
    [
      'contents with line ends and dashes',
      part('filename="x"', '\r\n--\r\n--a\r\n\r\n'),
      [['x', '\r\n--\r\n--a\r\n\r\n']],
    ],
    ['quotes', part('filename="a\\"b%22c.jpg"', '1'), [['a"b"c.jpg', '1']]],
    [
      'no folders',
      part('filename="a/b/x.jpg"', '1') + part('filename="C:\\a b\\y.jpg"', '2') + part('filename="a/"', '3'),
      [
        ['x.jpg', '1'],
        ['y.jpg', '2'],
        ['', '3'],
      ],
    ],
    ['other letters', part('filename="猫 été.jpg"', '1'), [['猫 été.jpg', '1']]],
    ['a broken escape', part('filename="100%.jpg"', '1'), [['100%.jpg', '1']]],
    ['text before the form', `preamble\r\n${part('filename="x"', '1')}`, [['x', '1']]],
    ['spaces after a delimiter', part('filename="x"', '1').replace('--b', '--b  '), [['x', '1']]],
    ['more headers', part('filename="x"\r\nContent-Type: image/png', '1'), [['x', '1']]],
  ])('%s', (_, text, files) => {
    expect(filesOf(`${text}--b--\r\nepilogue`)).toEqual(files);
  });

  test.each([
    ['nothing', ''],
    ['no end', part('filename="x"', '1')],
    ['a part that is cut', '--b\r\nContent-Disposition: form-data; filename="x"\r\n\r\n1'],
    ['headers that are cut', '--b\r\nContent-Disposition: form'],
    ['headers without an end', `--b\r\n${'a: b\r\n'.repeat(5000)}\r\n1\r\n--b--`],
    ['text after a delimiter', `${part('filename="x"', '1')}--bc\r\n\r\n\r\n--b--`],
    ['many text fields', `${part('name="a"', '').repeat(20)}--b--`],
  ])('%s is malformed', (_, text) => {
    expect(filesOf(text)).toBe('malformed');
  });

  test('the boundary may be quoted; without one the form is malformed', () => {
    expect(
      filesOf(`${part('filename="x"', '1')}--b--`, 'multipart/form-data; charset=utf-8; boundary="b"'),
    ).toEqual([['x', '1']]);
    expect(filesOf('--b--', 'multipart/form-data')).toBe('malformed');
  });

  test('too many files end the parsing', () => {
    expect(filesOf(part('filename="x"', '1').repeat(4) + '--b--')).toBe('too many files');
  });

  test('returns the files of every form that fetch sends', async () => {
    const file = fc.record({
      name: fc.stringMatching(/^[^\0\r\n\\/%]{1,12}$/u),
      content: fc.uint8Array({ maxLength: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
        const form = new FormData();
        for (const { name, content } of files) form.append('image', new Blob([content]), name);
        const response = new Response(form);
        const type = response.headers.get('content-type') ?? '';
        const parsed = parseForm(new Uint8Array(await response.arrayBuffer()), type, { maxFiles: 4 });
        expect(
          typeof parsed === 'string' ? parsed : parsed.map(({ name, bytes }) => [name, [...bytes]]),
        ).toEqual(files.map(({ name, content }) => [name, [...content]]));
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  test('never throws, and returns views of the bytes', () => {
    const pieces = ['--b', '\r\n', '\r\n\r\n', '--', 'content-disposition: form-data; filename="', '"', 'x'];
    holds(
      fc.property(fc.array(fc.constantFrom(...pieces)), (text) => {
        const bytes = bytesOf(text.join(''));
        const files = parseForm(bytes, TYPE, { maxFiles: 3 });
        if (typeof files !== 'string')
          expect(files.every((each) => each.bytes.buffer === bytes.buffer)).toBe(true);
      }),
      1000,
    );
  });
});
