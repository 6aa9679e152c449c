import { expect, test } from 'vitest';
import { drawingPaths } from '../../../tui/commands/drawing-paths.ts';

test('a drawing has the name of its image; images of one name are numbered', () => {
  const images = ['/a/cat.jpg', '/b/cat.png', '/b/cat', '/b/dog.1.JPEG'];
  expect(images.map(drawingPaths('/out', images))).toEqual([
    '/out/cat-explained.png',
    '/out/cat-explained-2.png',
    '/out/cat-explained-3.png',
    '/out/dog.1-explained.png',
  ]);
});

test('no drawing replaces an image', () => {
  const images = ['/a/cat.jpg', '/a/cat-explained.png', '/a/cat-explained-2.png'];
  expect(images.map(drawingPaths('/a', images))).toEqual([
    '/a/cat-explained-3.png',
    '/a/cat-explained-explained.png',
    '/a/cat-explained-2-explained.png',
  ]);
});
