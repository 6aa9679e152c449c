import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { millrace } from '../support/command-line.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, photos } = smallRuns();

/** Runs a pipeline whose `run` has the given body, which starts on line 4; nothing is trained. */
async function runBody(name: string, body: string) {
  const file = at(`${name}.mjs`);
  const text = `import { readFile } from 'node:fs/promises';
import { from, NEVER, throwError } from 'rxjs';
export default { name: 'mine', defaults: { data: undefined }, run: () => {
${body}
} };
`;
  // As in a project with rxjs installed.
  writeFileSync(
    file,
    text.replace(
      "'rxjs'",
      JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve('rxjs')).href),
    ),
  );
  const result = await millrace(['run', file, '--data', photos, '--out', at(name), '--plain']);
  return { ...result, file };
}

describe("a user's command with events of its own", () => {
  const count = 'test/support/user-files/counting-command.ts';

  test('shows them as lines, or as JSON Lines', async () => {
    const lines = await millrace([count, photos, '--out', at('counted')]);
    expect(lines).toEqual({
      code: 0,
      stdout: 'Starting count\nblue: 20 images\nred: 20 images\n',
      stderr: '',
    });
    const json = await millrace(['run', count, photos, '--json', '--out', at('counted')]);
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { _tag: 'Counted', label: 'blue', images: 20 },
      { _tag: 'Counted', label: 'red', images: 20 },
    ]);
    // Without metrics there is no run to record.
    expect(existsSync(at('counted'))).toBe(false);
  });

  test('has no options of a training', async () => {
    const { code, stderr } = await millrace([count, photos, '--tensorboard', '--at-least', 'x']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--at-least: .*"x"[^]*--tensorboard: not an option of run /);
  });

  test('a thread that hangs, such as a decoder, does not keep a finished command', async () => {
    const started = performance.now();
    // One of libuv's threads is busy for minutes.
    const { code, stdout } = await runBody(
      'hanging',
      `return from(import('node:crypto').then(({ pbkdf2 }) => {
         pbkdf2('', '', 2 ** 30, 64, 'sha512', () => undefined);
         return { _tag: 'Busy' };
       }));`,
    );
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Busy') as unknown });
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('an event without a tag is an error', async () => {
    const { code, stderr } = await runBody('untagged', 'return from([5]);');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^millrace: mine: expected events that are objects with a string `_tag`, received 5/,
    );
  });
});

test('a pipeline that ends its stream at an epoch row is recorded as stopped, with the model of that epoch', async () => {
  const out = at('cut');
  const file = 'test/support/user-files/cut-pipeline.ts';
  const { code, stdout } = await millrace([file, photos, '--plain', '--out', out]);
  expect({ code, stopped: stdout.includes('stopped after') }).toEqual({ code: 0, stopped: true });
  const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as unknown;
  expect(result).toMatchObject({ pipeline: 'cut', ended: 'stopped', epochs: 1 });
  expect(existsSync(join(out, 'model.safetensors'))).toBe(true);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(
    `npm start -- run ${file} --config ${out}/config.json`,
  );
});

describe("an exception in a user's pipeline", () => {
  test.each([
    [
      'in a timer',
      `setTimeout(() => {\nthrow new TypeError('late');\n}, 0);\nreturn NEVER;`,
      'TypeError: late',
      5,
    ],
    [
      'in a promise without a handler',
      `Promise.reject(new RangeError('lost'));\nreturn NEVER;`,
      'RangeError: lost',
      4,
    ],
    ['in a stream', `return throwError(() => new Error('streamed'));`, 'Error: streamed', 4],
  ])('%s: reports file and line', async (_, body, received, line) => {
    const { code, stderr, stdout, file } = await runBody(received.replace(/\W/g, ''), body);
    expect({ code, stdout: stdout.includes('bug in Millrace') }).toEqual({ code: 1, stdout: false });
    expect(stderr).toMatch(new RegExp(`^millrace: ${file}:${line}:\\d+: `));
    expect(stderr).toContain(received);
    expect(stderr).not.toMatch(/rxjs|node:|bug in Millrace/);
  });

  test.each([
    ['a string', `throw 'a text';`, /: 'a text'\.\n$/],
    ['a system error without a stack', `return from(readFile('/nope'));`, /: Error: ENOENT.*\/nope'\.\n$/],
  ])('%s: reports the file', async (name, body, message) => {
    const { code, stderr, file } = await runBody(name.replace(/\W/g, ''), body);
    expect(code).toBe(1);
    expect(stderr.startsWith(`millrace: ${file}: `)).toBe(true);
    expect(stderr).toMatch(message);
  });
});

test("output of a user's pipeline is shown even if it does not end with a newline", async () => {
  const { code, stdout } = await runBody(
    'unfinished',
    `process.stdout.write('the last word');\nreturn from([]);`,
  );
  expect({ code, stdout: stdout.includes('the last word\n') }).toEqual({ code: 0, stdout: true });
});

test("a user's pipeline has help, and all its mistakes are reported", async () => {
  const file = at('with-options.mjs');
  writeFileSync(
    file,
    `console.log('not shown while the file is loaded for its options');
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
  expect(nothing.stderr).toMatch(/^millrace: mine: expected an Observable of metrics.*received undefined/);
});
