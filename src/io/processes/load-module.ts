import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { badOption, isClone, MillraceError } from '../../core/index.ts';
import { userError } from './user-error.ts';

/**
 * Imports a TypeScript or JavaScript file of the user and emits its default export. In the installed package Node.js
 * strips the types itself (from 22.18 on); an older Node.js needs tsx in the user's project.
 *
 * Errors with BadOption, which names file and line, if the file cannot be loaded or throws.
 */
export const loadModule = (path: string): Observable<unknown> =>
  defer(async () => {
    if (!existsSync(path))
      throw new MillraceError(
        badOption(path, 'a TypeScript or JavaScript file', 'no such file', 'Check the path.'),
      );
    if (!isClone) await enableTypeScript(path);
    return import(pathToFileURL(path).href) as Promise<{ readonly default?: unknown }>;
  }).pipe(
    map((module) => defaultOf(module.default)),
    catchError((cause: unknown) => throwError(() => unloadable(path, cause))),
  );

/** TypeScript compiled to CommonJS nests its default export one level deeper. */
const defaultOf = (exported: unknown): unknown =>
  typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported
    ? exported.default
    : exported;

const TYPESCRIPT = ['.ts', '.mts', '.cts'];

/** Returns an error that names the file even if no frame of the stack is in it, as for a missing package. */
function unloadable(path: string, cause: unknown): MillraceError {
  const config = {
    file: path,
    tag: 'BadOption',
    expected: 'a loadable TypeScript or JavaScript file',
  } as const;
  const error = userError(cause, config);
  if (error === null) return cause instanceof MillraceError ? cause : unloadable(path, String(cause));
  const isMissing = /Cannot find (?:package|module) 'millrace/.test(error.received);
  return new MillraceError({ ...error, advice: isMissing ? MISSING : error.advice }, { cause });
}

const MISSING =
  "`millrace` can be imported from projects that have it installed, and from Millrace's own folder.";

/** An API of Node.js 22.15 and later, which the types of Node.js 20 lack. */
interface NewerNode {
  readonly registerHooks?: (hooks: { readonly load: LoadHook }) => unknown;
}

type LoadHook = (
  url: string,
  context: { readonly format?: string | null },
  nextLoad: (url: string, context: object) => unknown,
) => unknown;

const node: NewerNode = nodeModule as NewerNode;
let enabled: Promise<void> | undefined;

/** Makes Node.js load TypeScript, once. Rejects with BadOption for a TypeScript file if there is no way to load it. */
const enableTypeScript = (path: string): Promise<void> => (enabled ??= registerTypes(path));

async function registerTypes(path: string): Promise<void> {
  if ('typescript' in process.features && Boolean(process.features.typescript)) stripTypes();
  else if (TYPESCRIPT.includes(extname(path))) await registerTsx(path);
}

/**
 * Loads TypeScript files with `import` or `export` as modules. With `"type": "commonjs"` in package.json, which `npm init`
 * writes, Node.js would treat them as CommonJS and fail at the `import`.
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

/** Returns whether a line begins with an import or export that remains after the types are stripped. */
const isWrittenAsModule = (file: string): boolean =>
  /^(?:import\s+(?!type\b)[\w{*'"]|import['"{]|export\s+(?!=|(?:type|interface|declare)\b))/m.test(
    readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, ''),
  );

/** Hides the warning that stripping types is experimental, about which the user can do nothing. */
function ignoreWarning(message: RegExp): void {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!message.test(String(warning))) emitWarning(warning, ...rest);
  };
}

async function registerTsx(path: string): Promise<void> {
  const tsx = resolveFrom(path, 'tsx');
  if (tsx === undefined)
    throw new MillraceError(
      badOption(
        path,
        'Node.js 22.18 or later, or tsx in your project, to load TypeScript',
        `Node.js ${process.versions.node} without tsx`,
        'Write the file as JavaScript, e.g. mine.mjs, or run: npm install --save-dev tsx',
      ),
    );
  // As in tsx.js.
  process.env['TSX_DISABLE_CACHE'] = '1';
  await import(pathToFileURL(tsx).href);
}

function resolveFrom(path: string, name: string): string | undefined {
  try {
    return nodeModule.createRequire(path).resolve(name);
  } catch {
    return undefined;
  }
}
