/** Whether this is a clone, which runs TypeScript sources, rather than the installed package of compiled JavaScript. */
export const isClone: boolean = import.meta.url.endsWith('.ts');

/**
 * Returns a command as it is typed in a shell here: `npm start -- doctor` in a clone, `npx millrace doctor` in a project
 * that has Millrace installed, and `millrace doctor` for a global installation.
 *
 * @param args the words after the name, for example `doctor --prepare`; by default none
 */
export const shellCommand = (args = ''): string =>
  isClone ? `npm start${args === '' ? '' : ` -- ${args}`}` : `${packageCommand()} ${args}`.trimEnd();

/** Through npx if the package is installed in the current project or npx fetched it; otherwise it is on the PATH. */
const packageCommand = (): string => {
  const [project = ''] = decodeURIComponent(new URL(import.meta.url).pathname).split('/node_modules/');
  return project.includes('/_npx/') || `${process.cwd()}/`.startsWith(`${project}/`)
    ? 'npx millrace'
    : 'millrace';
};

/** The extension of Millrace's modules that are started by path. */
export const moduleExtension: '.ts' | '.js' = isClone ? '.ts' : '.js';
