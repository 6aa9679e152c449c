import { expect, test } from 'vitest';
import type { PackageProject } from '../../support/package-project.ts';
import { lineOf, userFile, userJavaScript } from '../../support/user-file.ts';

const stripsTypes = 'typescript' in process.features && Boolean(process.features.typescript);

export function pipelineFileTests(project: () => PackageProject): void {
  const run = (...args: readonly string[]) =>
    project().run('npx', '--no-install', 'millrace', 'run', ...args, '--data', project().at('photos'));
  const javaScript = (): string => project().write('talking.mjs', userJavaScript('talking-pipeline'));
  const typeScript = (): string => project().write('talking.ts', userFile('talking-pipeline'));

  test('in TypeScript: runs if Node strips types; otherwise the error says what to do', async () => {
    const { code, stderr } = await run(typeScript());
    expect({ code, stderr }).toEqual(
      stripsTypes
        ? { code: 0, stderr: '' }
        : {
            code: 2,
            stderr: expect.stringMatching(
              /talking\.ts: expected Node\.js 22\.18 or later.*\.mjs.*npm install --save-dev tsx/,
            ) as unknown,
          },
    );
  });

  test('in JavaScript: runs, and its output becomes lines of the log', async () => {
    const { code, stdout, stderr } = await run(javaScript());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    for (const text of ['the file is loaded', 'the run starts', 'the epoch has ended'])
      expect(lines.filter((line) => line === text)).toHaveLength(1);
  });

  test('with --json, standard output is JSON Lines, and its own output goes to standard error', async () => {
    const { code, stdout, stderr } = await run(javaScript(), '--json');
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).toHaveProperty('_tag', expect.any(String));
    expect(stderr).toMatch(
      /^Loading TensorFlow .*\nthe file is loaded\nthe run starts\nthe epoch has ended\n/,
    );
  });

  test('an exception in its run is reported with file and line', async () => {
    const file = javaScript();
    const { code, stdout, stderr } = await run(file, '--fails');
    expect(code).toBe(1);
    const line = lineOf('throw new TypeError', userJavaScript('talking-pipeline'));
    expect(stderr).toMatch(
      new RegExp(`^millrace: .*talking\\.mjs:${line}:\\d+: .*TypeError: a bug of the user`),
    );
    expect(stdout + stderr).not.toMatch(/bug in Millrace|rxjs|node_modules/);
  });
}
