import { readFileSync } from 'node:fs';
import { packageFile } from '../../core/index.ts';

/** Returns Millrace's version. */
export const version = (): string =>
  (JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly version: string }).version;
