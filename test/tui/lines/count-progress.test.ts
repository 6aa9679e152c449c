import { expect, test } from 'vitest';
import { countProgress } from '../../../tui/lines/count-progress.ts';

test.each([
  [{ done: 0, total: 9469, seconds: 0 }, 'Verified 0 of 9,469 images'],
  [{ done: 1200, total: 9469, seconds: 6 }, 'Verified 1,200 of 9,469 images (200 per second, 00:41 left)'],
  [{ done: 1, total: null, seconds: 2 }, 'Verified 1 image (1 per second)'],
])('%o: the rate and, if all are known, the remaining time', (progress, line) => {
  expect(countProgress('Verified', progress)).toBe(line);
});
