import { expect, test } from 'vitest';
import { bookDefaults } from '../../pipelines/options.ts';
import { configSchema } from './config-schema.ts';
import { commands } from '../../tui/cli/commands.ts';
import { table } from '../../tui/cli/tables.ts';

const { properties } = configSchema(table, commands) as {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

test('describes every option of a run, by its name in the file', () => {
  for (const name of Object.keys(bookDefaults)) expect(properties).toHaveProperty(name);
  expect(properties['batchSize']).toMatchObject({ type: 'integer', title: 'a positive integer' });
  expect(properties['lr']).toMatchObject({ anyOf: [{ type: 'number' }, { enum: ['auto'] }] });
  expect(properties['clip']).toMatchObject({ type: 'number' });
  expect(properties['timeLimit']).toMatchObject({ type: ['number', 'string'] });
  expect(properties['normalize']).toMatchObject({ enum: ['imagenet', 'batch', 'none'] });
  expect(properties['tensorboard']).toMatchObject({ type: 'boolean' });
  expect(properties['valid']).toMatchObject({ type: ['string', 'number'] });
});

test('names the commands that a file can choose, and no options of a single call', () => {
  expect(JSON.stringify(properties['pipeline'])).toContain('"label-smoothing"');
  expect(JSON.stringify(properties['pipeline'])).not.toContain('doctor');
  for (const name of ['config', 'help', 'version', 'yes']) expect(properties).not.toHaveProperty(name);
});
