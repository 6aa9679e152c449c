import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { millrace } from '../../support/command-line.ts';
import { guideTopics } from '../../../tui/cli/guides.ts';
import type { PackageProject } from '../../support/package-project.ts';

const ROOMS = /\/src\/(?!core\/)/;
const MAX_MODULES = 90;

export function commandTests(project: () => PackageProject): void {
  /** Runs the command line of the package with npx. */
  const npxMillrace = (...args: readonly string[]) =>
    project().run('npx', '--no-install', 'millrace', ...args);

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(
      readFileSync(project().at('node_modules', 'millrace', 'package.json'), 'utf8'),
    ) as { readonly version: string };
    const stdout = `millrace ${version}\n`;
    expect(await npxMillrace('--version')).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('the help of each command names npx millrace, never npm start', async () => {
    const general = await npxMillrace('--help');
    expect(general).toMatchObject({ code: 0, stderr: '' });
    expect(general.stdout).toContain('usage: npx millrace');
    const { stdout } = await npxMillrace('list');
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name);
    expect(commands).toContain('baseline');
    const program = project().at('node_modules', '.bin', 'millrace');
    for (const command of commands) {
      const help = await project().run(program, command, '--help');
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`millrace ${command}`);
      expect(help.stdout).not.toContain('npm start');
    }
  });

  test('help prints each guide', async () => {
    for (const topic of guideTopics) {
      const help = await project().run(project().at('node_modules', '.bin', 'millrace'), 'help', topic);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).not.toContain('npm start -- ');
    }
  });

  test('--help loads few modules, and none of a room', async () => {
    // Node writes a list of the loaded scripts into this folder.
    const folder = project().at('loaded');
    const program = project().at('node_modules', '.bin', 'millrace');
    await project().succeed('env', `NODE_V8_COVERAGE=${folder}`, program, '--help');
    const loaded = readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        readonly result: readonly { readonly url: string }[];
      };
      return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
    });
    expect(loaded.filter((url) => url.includes('/millrace/dist/tui/'))).not.toEqual([]);
    expect(loaded.filter((url) => ROOMS.test(url) || !url.includes('/millrace/dist/'))).toEqual([]);
    expect(loaded.length).toBeLessThan(MAX_MODULES);
  });

  test('doctor finds the engine', async () => {
    const { code, stdout, stderr } = await npxMillrace('doctor');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('No problems.');
  });

  test('training gives the same history and model as the same command in a clone', async () => {
    const argumentsOf = (name: string): readonly string[] => [
      ...['baseline', '--data', project().at('photos'), '--out', project().at('runs', name)],
      ...['--arch', 'xresnet18', '--size', '32', '--item-size', '40', '--batch-size', '8', '--epochs', '1'],
    ];
    const read = (name: string, file: string): Buffer => readFileSync(project().at('runs', name, file));
    expect(await npxMillrace(...argumentsOf('package'))).toMatchObject({ code: 0, stderr: '' });
    expect(await millrace(argumentsOf('clone'))).toMatchObject({ code: 0, stderr: '' });
    const [history, cloned] = ['package', 'clone'].map((name) => withoutTime(read(name, 'history.csv')));
    expect(history).toMatch(/^epoch,train_loss,valid_loss,accuracy\n0,/);
    expect(history).toBe(cloned);
    expect(read('package', 'model.safetensors').equals(read('clone', 'model.safetensors'))).toBe(true);
  });
}

/** Removes the last column of a table, the time. */
const withoutTime = (csv: Buffer): string => csv.toString('utf8').replace(/,[^,\n]*$/gm, '');
