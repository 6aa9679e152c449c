import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { shellCommand } from '../../src/core/index.ts';
import { millraceArguments } from '../support/command-line.ts';
import { runProgram } from '../support/run-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a file that a configuration file names', () => {
  const { path: folder } = temporaryFolder();
  const hasRun = join(folder, 'ran');
  const config = join(folder, 'config.json');
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'theirs.mjs'),
      `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(hasRun)}, '');
export default { name: 'theirs', defaults: { depth: 1 }, trains: false, run: () => [] };`,
    );
    for (const name of [config, join(folder, 'millrace.config.json')])
      writeFileSync(name, JSON.stringify({ pipeline: './theirs.mjs', depth: 2 }));
  });

  const millrace = (...args: readonly string[]) =>
    runProgram(process.execPath, millraceArguments(args), { cwd: folder, env: process.env });

  test.each([
    ['--config', [`--config`, config], config],
    ['the current folder', [], 'millrace.config.json'],
  ])('does not run without --trust: %s', async (_, args, where) => {
    const { code, stderr } = await millrace(...args);
    expect({ code, hasRun: existsSync(hasRun) }).toEqual({ code: 2, hasRun: false });
    expect(stderr).toBe(
      `millrace: ${where}, "pipeline": expected the name of a command, or --trust to run a file, received ` +
        `${join(folder, 'theirs.mjs')}. If you trust the code of that file: ${shellCommand([...args, '--trust'])}\n`,
    );
  });

  test('does not run for the help and the version either', async () => {
    const help = await millrace('--help');
    expect(help.stdout).toContain('commands:');
    expect(await millrace('--version', '--config', config)).toMatchObject({ code: 0 });
    expect(existsSync(hasRun)).toBe(false);
  });

  test('runs with --trust', async () => {
    await millrace('--trust', '--config', config, '--help');
    expect(existsSync(hasRun)).toBe(true);
  });

  test('runs if it is an argument; its options may come from the configuration file', async () => {
    const { stdout } = await millrace('run', './theirs.mjs', '--config', config, '--help');
    expect(stdout).toContain('run ./theirs.mjs [OPTIONS]');
    expect(existsSync(hasRun)).toBe(true);
  });
});
