import { badData, MillraceError, type Draw } from '../../src/core/index.ts';
import type { PrepareTarget } from './fuzz-target.ts';
import { pick } from './mutations/mutated.ts';

const fates = ['use', 'refuse', 'throw', 'die', 'compute', 'wait', 'grow'] as const;

/** Returns what the target does with a mutant. */
export const fateOf = (draw: Draw): (typeof fates)[number] => pick(draw, fates);

/** A target for tests of the fuzzing: it uses a mutant, refuses it, or shows a fault. */
const prepare: PrepareTarget = () => ({
  mutant: (draw) => ({ file: 'a.txt', bytes: Uint8Array.of(7), how: fateOf(draw) }),
  examine: async ({ how }) => {
    switch (how) {
      case 'refuse':
        throw new MillraceError(badData('a.txt', 'a word', 'none'));
      case 'throw':
        throw new TypeError('x is undefined');
      case 'die':
        return process.abort();
      case 'compute':
        for (;;);
      case 'wait':
        return new Promise<never>(() => undefined);
      case 'grow':
        new Uint8Array(2 ** 29).fill(1);
    }
  },
});

export default prepare;
