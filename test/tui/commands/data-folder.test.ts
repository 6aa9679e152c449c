import { expect, test } from 'vitest';
import { withData } from '../../../tui/commands/data-folder.ts';
import { madeGiven } from '../made-given.ts';

test('a data set of the book is split as in the book; a folder as it is split already', () => {
  const optionsOf = (data: string, valid: string, folder: string) =>
    withData(madeGiven({ options: { data, valid } }), folder).options;
  expect(optionsOf('imagenette', 'auto', '/cache/imagenette')).toEqual({
    data: '/cache/imagenette',
    valid: 'random:0.2',
  });
  expect(optionsOf('imagenette', 'auto:0.2', '/cache/imagenette')).toMatchObject({ valid: '0.2' });
  expect(optionsOf('imagenette', 'folders', '/cache/imagenette')).toMatchObject({ valid: 'folders' });
  expect(optionsOf('/photos', 'auto', '/photos')).toEqual({ data: '/photos', valid: 'auto' });
});
