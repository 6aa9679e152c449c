import { readFileSync } from 'node:fs';
import { architectureNames, dataSetNames, packageFile } from '../../src/core/index.ts';
import { optionTable } from './option-table.ts';

/** All options. */
export const table = optionTable({ architectures: architectureNames, dataSets: dataSetNames });

/** Returns Millrace's version. */
export const version = (): string =>
  (JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly version: string }).version;
