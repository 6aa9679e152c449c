/** A program that a test runs to read its file descriptor 2: "hidden" must not appear. */
import { writeSync } from 'node:fs';
import { withoutStderr } from '../../src/engine/without-stderr.ts';

const say = (text: string): number => writeSync(2, `${text}\n`);

say('before');
const value = withoutStderr(() => {
  say('hidden');
  return withoutStderr(() => say('hidden too')) > 0 ? 42 : 0;
});
say(`value ${value}`);
try {
  withoutStderr(() => {
    say('hidden');
    throw new Error('thrown');
  });
} catch (error) {
  say(error instanceof Error ? error.message : '');
}
