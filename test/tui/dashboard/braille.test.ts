import { describe, expect, test } from 'vitest';
import { brailleCells, brailleChar, lineDots, type Dot } from '../../../tui/plot/braille.ts';

const draw = (width: number, height: number, dots: readonly Dot[]): string => {
  const cells = brailleCells(width, height, dots);
  return Array.from({ length: height }, (_, y) =>
    [...cells.subarray(y * width, (y + 1) * width)].map(brailleChar).join(''),
  ).join('\n');
};

describe('brailleCells', () => {
  test.each<[Dot, string]>([
    [[0, 0], '⠁'],
    [[0, 1], '⠂'],
    [[0, 2], '⠄'],
    [[0, 3], '⡀'],
    [[1, 0], '⠈'],
    [[1, 1], '⠐'],
    [[1, 2], '⠠'],
    [[1, 3], '⢀'],
  ])('the dot at %j', (dot, char) => {
    expect(draw(1, 1, [dot])).toBe(char);
  });

  test('combines the dots of a character; a repeated dot counts once', () => {
    expect(
      draw(1, 1, [
        [0, 0],
        [1, 3],
        [0, 0],
      ]),
    ).toBe('⢁');
  });

  test('places characters by row and column; drops dots outside', () => {
    const outside: readonly Dot[] = [
      [-1, 0],
      [0, -1],
      [4, 0],
      [0, 8],
    ];
    expect(draw(2, 2, [[0, 0], [3, 3], [2, 4], ...outside])).toBe('⠁⢀\n ⠁');
  });

  test('a character without dots is a space', () => {
    expect(draw(2, 1, [])).toBe('  ');
  });
});

describe('lineDots', () => {
  test.each<[string, Dot, Dot, readonly Dot[]]>([
    ['a single dot', [2, 3], [2, 3], [[2, 3]]],
    [
      'across',
      [0, 1],
      [2, 1],
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
    ],
    [
      'up',
      [1, 2],
      [1, 0],
      [
        [1, 2],
        [1, 1],
        [1, 0],
      ],
    ],
    [
      'left and down',
      [2, 0],
      [0, 2],
      [
        [2, 0],
        [1, 1],
        [0, 2],
      ],
    ],
    [
      'steep: no gaps',
      [0, 0],
      [1, 4],
      [
        [0, 0],
        [0, 1],
        [1, 2],
        [1, 3],
        [1, 4],
      ],
    ],
  ])('%s', (_, from, to, dots) => {
    expect(lineDots(from, to)).toEqual(dots);
  });
});
