#!/usr/bin/env node
/** The start of the command line. Help and the version need no module of the rooms: they are answered at once. */
import './no-color.ts';
import { quickAnswer } from './cli/quick-answer.ts';
import { withoutShorthands } from './cli/shorthands.ts';

const answer = quickAnswer(withoutShorthands(process.argv.slice(2)));
if (answer === null) await import('./main.tsx');
else {
  // A reader that goes away (`| head`) has seen enough.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${answer}\n`);
}
