/** Whether this is a clone, which runs TypeScript sources, rather than the installed package of compiled JavaScript. */
export const isClone: boolean = import.meta.url.endsWith('.ts');

/**
 * How a person calls Millrace here: `npm start -- doctor` in a clone, `millrace doctor` where it is on the PATH,
 * `npx millrace doctor` in a project that has it installed.
 *
 * @param args what follows the name, e.g. `doctor --prepare`; none: the name alone
 */
export const shellCommand = (args = ''): string =>
  isClone ? `npm start${args === '' ? '' : ` -- ${args}`}` : `${packagedName()} ${args}`.trimEnd();

/** The first argument of Node is the path that was typed, not what it links to. */
const packagedName = (): string => {
  const started = (process.argv[1] ?? '').split(/[\\/]/);
  return started.at(-1) === 'millrace' && !started.includes('node_modules') ? 'millrace' : 'npx millrace';
};

/** The extension of Millrace's own modules here: those that are started by path rather than imported. */
export const moduleExtension: '.ts' | '.js' = isClone ? '.ts' : '.js';
