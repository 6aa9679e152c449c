import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { millrace } from '../support/command-line.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, photos } = smallRuns();

/** Runs a pipeline whose `run` has this body, without training. The body begins in line 4. */
async function ran(name: string, body: string) {
  const file = at(`${name}.mjs`);
  const text = `import { readFile } from 'node:fs/promises';
import { from, NEVER, throwError } from 'rxjs';
export default { name: 'mine', defaults: { data: undefined }, run: () => {
${body}
} };
`;
  // Resolved as a project would that has it installed.
  writeFileSync(
    file,
    text.replace(
      "'rxjs'",
      JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve('rxjs')).href),
    ),
  );
  const ended = await millrace(['run', file, '--data', photos, '--out', at(name), '--plain']);
  return { ...ended, file };
}

describe("an exception in a user's pipeline", () => {
  test.each([
    [
      'of a timer',
      `setTimeout(() => {\nthrow new TypeError('late');\n}, 0);\nreturn NEVER;`,
      'TypeError: late',
      5,
    ],
    [
      'that nobody caught in a promise',
      `Promise.reject(new RangeError('lost'));\nreturn NEVER;`,
      'RangeError: lost',
      4,
    ],
    ['of a stream', `return throwError(() => new Error('streamed'));`, 'Error: streamed', 4],
  ])('%s: file and line', async (_, body, received, line) => {
    const { code, stderr, stdout, file } = await ran(received.replace(/\W/g, ''), body);
    expect({ code, stdout: stdout.includes('bug of Millrace') }).toEqual({ code: 1, stdout: false });
    expect(stderr).toMatch(
      new RegExp(`^millrace: ${file}:${line}:\\d+: expected a pipeline that runs, received`),
    );
    expect(stderr).toContain(received);
    expect(stderr).not.toMatch(/rxjs|node:|bug of Millrace/);
  });

  test.each([
    ['a text', `throw 'a text';`, /received 'a text'\.\n$/],
    [
      'an error of the system, without a stack',
      `return from(readFile('/nope'));`,
      /received Error: ENOENT.*\/nope'\.\n$/,
    ],
  ])('%s: the file', async (name, body, message) => {
    const { code, stderr, file } = await ran(name.replace(/\W/g, ''), body);
    expect(code).toBe(1);
    expect(stderr.startsWith(`millrace: ${file}: expected a pipeline that runs`)).toBe(true);
    expect(stderr).toMatch(message);
  });
});

test("what a user's pipeline prints without an end of line is shown", async () => {
  const { code, stdout } = await ran(
    'unfinished',
    `process.stdout.write('the last word');\nreturn from([]);`,
  );
  expect({ code, stdout: stdout.includes('the last word\n') }).toEqual({ code: 0, stdout: true });
});

test("the help and every mistake of a user's pipeline are shown", async () => {
  const file = at('with-options.mjs');
  writeFileSync(
    file,
    `console.log('not shown while it is loaded for its options');
export default { name: 'mine', summary: 'my own', defaults: { data: undefined, depth: 3 }, run: () => {} };`,
  );
  const help = await millrace(['run', file, '--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/^run .*with-options\.mjs: my own\n[^]*--depth N +\(default 3\)/);
  const wrong = await millrace(['run', file, '--data', at('nowhere'), '--depth', 'deep', '--dept', '1']);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/--depth: .*"deep"[^]*--dept: .*Did you mean --depth\?[^]*--data: .*nowhere/);
  const nothing = await millrace(['run', file, '--data', photos, '--out', at('nothing'), '--plain']);
  expect(nothing.code).toBe(1);
  expect(nothing.stderr).toMatch(
    /^millrace: pipeline mine: expected an Observable of metrics.*received undefined/,
  );
});
