import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { badOption, isClone, MillraceError } from '../../core/index.ts';
import { userError } from './user-error.ts';

/**
 * Imports a file of the user, TypeScript or JavaScript, and emits its default export. In the installed package Node strips
 * the types itself (from 22.18 on); an older Node needs tsx in the user's project.
 *
 * Errors with BadOption, with file and line, if the file cannot be loaded or throws.
 */
export const loadModule = (path: string): Observable<unknown> =>
  defer(async () => {
    if (!existsSync(path)) throw missing(path);
    if (!isClone) await understandTypes(path);
    return import(pathToFileURL(path).href) as Promise<{ readonly default?: unknown }>;
  }).pipe(
    map((module) => defaultOf(module.default)),
    catchError((cause: unknown) => throwError(() => unloadable(path, cause))),
  );

/** TypeScript compiled to CommonJS holds its default export one level deeper. */
const defaultOf = (exported: unknown): unknown =>
  typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported
    ? exported.default
    : exported;

const TYPESCRIPT = ['.ts', '.mts', '.cts'];

const missing = (path: string): MillraceError =>
  new MillraceError(
    badOption(path, 'a file of TypeScript or JavaScript', 'nothing at this path', 'Check the path.'),
  );

/** Reports the file even if no frame of the stack lies in it, as for a missing package. */
function unloadable(path: string, cause: unknown): MillraceError {
  const config = {
    file: path,
    tag: 'BadOption',
    expected: 'a file of TypeScript or JavaScript that loads',
  } as const;
  const error = userError(cause, config);
  if (error === null) return cause instanceof MillraceError ? cause : unloadable(path, String(cause));
  const isMissing = /Cannot find (?:package|module) 'millrace/.test(error.received);
  return new MillraceError({ ...error, advice: isMissing ? MISSING : error.advice }, { cause });
}

const MISSING = "`millrace` is found from projects that have it installed, and from Millrace's own folder.";

/** An API of Node 22.15 and later, which the types of Node 20 lack. */
interface NewerNode {
  readonly registerHooks?: (hooks: { readonly load: LoadHook }) => unknown;
}

type LoadHook = (
  url: string,
  context: { readonly format?: string | null },
  nextLoad: (url: string, context: object) => unknown,
) => unknown;

const node: NewerNode = nodeModule as NewerNode;
let understood: Promise<void> | undefined;

/** Makes Node load TypeScript, once. Errors with BadOption for a TypeScript file if neither Node nor the project can. */
const understandTypes = (path: string): Promise<void> => (understood ??= registerTypes(path));

async function registerTypes(path: string): Promise<void> {
  if ('typescript' in process.features && Boolean(process.features.typescript)) stripTypes();
  else if (TYPESCRIPT.includes(extname(path))) await registerTsx(path);
}

/**
 * In a project whose package.json says `"type": "commonjs"`, as `npm init` writes it, Node treats a `.ts` file as
 * CommonJS and fails at its `import`. A file that imports or exports is loaded as a module.
 */
function stripTypes(): void {
  ignoreWarning(/Type Stripping/);
  node.registerHooks?.({
    load: (url, context, nextLoad) =>
      nextLoad(
        url,
        context.format === 'commonjs-typescript' && isWrittenAsModule(fileURLToPath(url))
          ? { ...context, format: 'module-typescript' }
          : context,
      ),
  });
}

/** Whether a line begins with an import or export that remains when the types are stripped. */
const isWrittenAsModule = (file: string): boolean =>
  /^(?:import\s+(?!type\b)[\w{*'"]|import['"{]|export\s+(?!=|(?:type|interface|declare)\b))/m.test(
    readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, ''),
  );

/** Node reports once per process that stripping types is experimental, which the user cannot change. */
function ignoreWarning(message: RegExp): void {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!message.test(String(warning))) emitWarning(warning, ...rest);
  };
}

async function registerTsx(path: string): Promise<void> {
  const tsx = resolvedFrom(path, 'tsx');
  if (tsx === undefined)
    throw new MillraceError(
      badOption(
        path,
        'Node 22.18 or later, which loads TypeScript, or tsx in your project',
        `Node ${process.versions.node}, and no tsx`,
        'Run: npm install --save-dev tsx. Or write the file as JavaScript, e.g. mine.mjs.',
      ),
    );
  // As in tsx.js.
  process.env['TSX_DISABLE_CACHE'] = '1';
  await import(pathToFileURL(tsx).href);
}

function resolvedFrom(path: string, name: string): string | undefined {
  try {
    return nodeModule.createRequire(path).resolve(name);
  } catch {
    return undefined;
  }
}
