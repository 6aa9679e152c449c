/** A program of its own, whose file descriptor 2 a test reads: what stands between the marks is silenced. */
import { writeSync } from 'node:fs';
import { silenced } from '../../src/engine/silenced.ts';

const say = (text: string): number => writeSync(2, `${text}\n`);

say('before');
const value = silenced(() => {
  say('hidden');
  return silenced(() => say('hidden too')) > 0 ? 42 : 0;
});
say(`value ${value}`);
try {
  silenced(() => {
    say('hidden');
    throw new Error('thrown');
  });
} catch (error) {
  say(error instanceof Error ? error.message : '');
}
