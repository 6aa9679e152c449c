import { readFileSync } from 'node:fs';
import { architectureNames, dataSetNames, isClone } from '../../src/core/index.ts';
import { optionTable } from './option-table.ts';

/** All options. */
export const table = optionTable({ architectures: architectureNames, dataSets: dataSetNames });

/** Returns Millrace's version. */
export const version = (): string => {
  const file = new URL(isClone ? '../../package.json' : '../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};
