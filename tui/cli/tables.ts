import { readFileSync } from 'node:fs';
import { pipelineTable, showBatchDefaults } from '../../pipelines/table.ts';
import { architectureNames, dataSetNames, isClone } from '../../src/core/index.ts';
import { commandsOf } from './commands.ts';
import { optionTable } from './option-table.ts';

/** All options. */
export const table = optionTable({ architectures: architectureNames, dataSets: dataSetNames });

/** All commands. */
export const commands = commandsOf(Object.values(pipelineTable), showBatchDefaults);

/** Returns Millrace's version. */
export const version = (): string => {
  const file = new URL(isClone ? '../../package.json' : '../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};
