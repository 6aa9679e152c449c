import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('user-files/', import.meta.url));

/** Returns the text of a user's file, in TypeScript. */
export const userFile = (name: string): string => readFileSync(`${folder}${name}.ts`, 'utf8');

/** Returns the text of a user's file, as JavaScript. */
export const userJavaScript = (name: string): string =>
  ts.transpileModule(userFile(name), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText;

/** Returns the number of the first line that contains a text. */
export const lineOf = (text: string, file: string): number =>
  file.split('\n').findIndex((line) => line.includes(text)) + 1;
