import { at } from './at.ts';
import { quoteArgument } from './quote-argument.ts';

/** Whether this is a clone that runs TypeScript sources, rather than the installed package of compiled JavaScript. */
export const isClone: boolean = import.meta.url.endsWith('.ts');

/**
 * Returns a command that can be copied into a POSIX shell: `npm start -- doctor` in a clone, `npx millrace doctor` in a
 * project that has Millrace installed, and `millrace doctor` for a global installation.
 *
 * @param args the arguments, which are quoted if necessary; none by default
 */
export const shellCommand = (args: readonly string[] = []): string =>
  args.length === 0 && isClone ? 'npm start' : [commandName(), ...args.map(quoteArgument)].join(' ');

/**
 * Returns the command that arguments follow: in a clone `npm start --`; npx if the package is installed in the current
 * project or npx fetched it; otherwise `millrace`, which is on the PATH.
 */
export function commandName(): string {
  if (isClone) return 'npm start --';
  const project = at(decodeURIComponent(new URL(import.meta.url).pathname).split('/node_modules/'), 0);
  return project.includes('/_npx/') || `${process.cwd()}/`.startsWith(`${project}/`)
    ? 'npx millrace'
    : 'millrace';
}

/** The file extension of Millrace's modules, for starting them by path. */
export const moduleExtension: '.ts' | '.js' = isClone ? '.ts' : '.js';

/** The address of Millrace's package.json. */
export const packageFile: URL = new URL(
  isClone ? '../../package.json' : '../../../package.json',
  import.meta.url,
);
