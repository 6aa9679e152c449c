import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Returns the TypeScript code blocks of a Markdown text, in order. */
export const codeBlocks = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code as string);

/** A name that a module exports. */
export interface PublicName {
  readonly name: string;
  /** Whether it exists at run time, not only as a type. */
  readonly isValue: boolean;
  readonly documentation: string;
  /** The text of its `@category`. */
  readonly category: string | undefined;
}

/** A module of the repository, as the compiler sees it. */
export interface CheckedModule {
  readonly names: ReadonlyMap<string, PublicName>;
  readonly source: ts.SourceFile;
  readonly errors: () => readonly string[];
}

/**
 * Compiles modules of the repository as one program, with its tsconfig.json.
 *
 * @param paths of files, relative to the root of the repository
 * @param virtual texts of files that are not on the disk, by path relative to the root
 * @returns a function from a path to its module
 */
export function compile(
  paths: readonly string[],
  virtual: Readonly<Record<string, string>>,
): (path: string) => CheckedModule {
  const texts = new Map(Object.entries(virtual).map(([path, text]) => [join(root, path), text]));
  const options = compilerOptions();
  const files = [...paths.map((path) => join(root, path)), ...texts.keys()];
  const program = ts.createProgram(files, options, hostOf(options, texts));
  const checker = program.getTypeChecker();
  return (path) => {
    const source = program.getSourceFile(join(root, path));
    if (source === undefined) throw new Error(`${path} was not compiled`);
    return {
      source,
      names: namesOf(source, checker),
      errors: () =>
        ts
          .getPreEmitDiagnostics(program, source)
          .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    };
  };
}

const compilerOptions = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: unknown };
  };
  // Without its `include`, so that only the given files are compiled.
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: ['-'] }, ts.sys, root).options;
};

function hostOf(options: ts.CompilerOptions, texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, language, onError) => {
      const text = texts.get(path);
      return text === undefined
        ? host.getSourceFile(path, language, onError)
        : ts.createSourceFile(path, text, language);
    },
  };
}

function namesOf(source: ts.SourceFile, checker: ts.TypeChecker): ReadonlyMap<string, PublicName> {
  const module = checker.getSymbolAtLocation(source);
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
  return new Map(
    symbols
      .map((symbol) => [symbol.name, original(symbol, checker)] as const)
      .filter(([, symbol]) => !isForeign(symbol))
      .map(([name, symbol]) => [name, publicName(name, symbol, checker)]),
  );
}

const original = (symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol =>
  (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);

/** Whether another package declares and documents it, such as the tensors of TensorFlow.js. */
const isForeign = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((each) => each.getSourceFile().fileName.includes('/node_modules/'));

function publicName(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): PublicName {
  const category = symbol.getJsDocTags(checker).find((tag) => tag.name === 'category')?.text;
  return {
    name,
    isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
    documentation: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    category: category === undefined ? undefined : ts.displayPartsToString(category),
  };
}
