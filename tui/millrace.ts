#!/usr/bin/env node
/** The entry of the command line. Answers help and version requests without loading the rest. */
import './no-color.ts';
import { launchedBy } from '../src/core/index.ts';
import { quickAnswer } from './cli/quick-answer.ts';
import { withoutShorthands } from './cli/shorthands.ts';

const answer = quickAnswer(withoutShorthands(process.argv.slice(2)));
if (answer === null) await import('./main.tsx');
else if ((launchedBy(process.env)?.rank ?? 0) === 0) {
  // The reader may close the pipe early (`| head`).
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${answer}\n`);
}
