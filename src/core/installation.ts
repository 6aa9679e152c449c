/** Whether this is a clone, which runs TypeScript sources, rather than the installed package of compiled JavaScript. */
export const isClone: boolean = import.meta.url.endsWith('.ts');

/**
 * Returns a command as it is typed in a shell here: `npm start -- doctor` in a clone, `npx millrace doctor` in a project
 * that has Millrace installed, `millrace doctor` otherwise: then it is installed globally.
 *
 * @param args the words after the name, for example `doctor --prepare`; by default none
 */
export const shellCommand = (args = ''): string =>
  isClone ? `npm start${args === '' ? '' : ` -- ${args}`}` : `${packageCommand()} ${args}`.trimEnd();

/** Of a package in `node_modules` of a project that the current folder is in, or in npm's folder for `npx` alone. */
const packageCommand = (): string => {
  const [project = ''] = decodeURIComponent(new URL(import.meta.url).pathname).split('/node_modules/');
  return project.includes('/_npx/') || `${process.cwd()}/`.startsWith(`${project}/`)
    ? 'npx millrace'
    : 'millrace';
};

/** The extension of Millrace's own modules here, for those that are started by path rather than imported. */
export const moduleExtension: '.ts' | '.js' = isClone ? '.ts' : '.js';
