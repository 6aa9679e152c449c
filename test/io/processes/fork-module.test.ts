import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { forkModule } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';

const echo = fileURLToPath(new URL('../../support/echo-program.ts', import.meta.url));

test('NaN and infinities reach the other process and come back', async () => {
  const job = { loss: NaN, losses: [Infinity, -Infinity, 0.5], momentum: null, why: 'a word' };
  expect(await collect(forkModule({ entry: echo, job, env: {} }))).toEqual([job]);
});
