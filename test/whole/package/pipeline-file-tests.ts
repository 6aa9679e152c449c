import { expect, test } from 'vitest';
import type { PackageProject } from '../../support/package-project.ts';
import { lineOf, userFile, userJavaScript } from '../../support/user-file.ts';

const stripsTypes = 'typescript' in process.features && Boolean(process.features.typescript);

export function pipelineFileTests(project: () => PackageProject): void {
  const run = (...args: readonly string[]) =>
    project().run('npx', '--no-install', 'millrace', 'run', ...args, '--data', project().at('photos'));
  const javaScript = (): string => project().write('talking.mjs', userJavaScript('talking-pipeline'));
  const typeScript = (): string => project().write('talking.ts', userFile('talking-pipeline'));

  test('in TypeScript: runs on a Node that loads it; the message of an older one says what to do', async () => {
    const { code, stderr } = await run(typeScript());
    expect({ code, stderr }).toEqual(
      stripsTypes
        ? { code: 0, stderr: '' }
        : {
            code: 2,
            stderr: expect.stringMatching(
              /talking\.ts: expected Node 22\.18 or later.*npm install --save-dev tsx.*\.mjs/,
            ) as unknown,
          },
    );
  });

  test('in JavaScript: runs, and what it prints becomes lines of the log', async () => {
    const { code, stdout, stderr } = await run(javaScript());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    for (const said of ['the file is loaded', 'the run begins', 'the epoch has ended'])
      expect(lines.filter((line) => line === said)).toHaveLength(1);
  });

  test('with --json standard output is JSON Lines, and what it prints is on standard error', async () => {
    const { code, stdout, stderr } = await run(javaScript(), '--json');
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).toHaveProperty('_tag', expect.any(String));
    expect(stderr).toMatch(/^the file is loaded\nthe run begins\nthe epoch has ended\n/);
  });

  test('an exception in its run is reported with the place in the file', async () => {
    const file = javaScript();
    const { code, stdout, stderr } = await run(file, '--fails');
    expect(code).toBe(1);
    const line = lineOf('throw new TypeError', userJavaScript('talking-pipeline'));
    expect(stderr).toMatch(
      new RegExp(`^millrace: .*talking\\.mjs:${line}:\\d+: .*TypeError: a mistake of the user`),
    );
    expect(stdout + stderr).not.toMatch(/bug of Millrace|rxjs|node_modules/);
  });
}
