/**
 * Compares exported models with `predict`, in the programs that they are for: `npm run test:peers -- --help`.
 */
import { help, parseOptions, type Options } from './options.ts';
import { runAll } from './run-all.ts';

let options: Options | null;
try {
  options = parseOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(help);
  else process.exitCode = await runAll(options);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  console.error('See npm run test:peers -- --help');
  process.exitCode = 2;
}
