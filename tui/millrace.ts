#!/usr/bin/env node
/** Where the command line starts: what is known without loading anything is answered at once. */
import { quickAnswer } from './cli/quick-answer.ts';

const answer = quickAnswer(process.argv.slice(2));
if (answer === null) await import('./main.tsx');
else {
  // A reader that goes away (`| head`) has seen enough.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${answer}\n`);
}
