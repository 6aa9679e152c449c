import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('user-files/', import.meta.url));

/** The text of a file as a user of the package writes it, in TypeScript. */
export const userFile = (name: string): string => readFileSync(`${folder}${name}.ts`, 'utf8');

/** The same as JavaScript. */
export const userJavaScript = (name: string): string =>
  ts.transpileModule(userFile(name), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText;

/** The number of the first line that holds a text. */
export const lineOf = (text: string, file: string): number =>
  file.split('\n').findIndex((line) => line.includes(text)) + 1;
