import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { SourceText } from './marble-code.ts';
import { marbleFaults } from './marbles.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The test files of a file, if not `test/<its path>.test.ts`. */
const testedIn: Readonly<Record<string, readonly string[]>> = {
  'src/flow/prefetch.ts': ['test/flow/prefetch.test.ts', 'test/flow/prefetch-paused.test.ts'],
  // A type: the operator that runs phases tests it.
  'src/learner/phase.ts': ['test/learner/in-turn.test.ts'],
};

/** Operators that no marble test can run, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'src/io/run-folder/follow-lines.ts': 'reads a file that other processes write',
  'tui/commands/watched-run.ts': 'reads a file that other processes write',
  'tui/engine-process/recording.ts': 'writes the files of a run',
  'tui/dashboard/index.ts': 'imports Ink asynchronously',
};

const read = (path: string): SourceText => ({ path, text: readFileSync(join(root, path), 'utf8') });

function testsOf(path: string): readonly SourceText[] {
  const mirror = `test/${path.replace(/^src\//, '').replace(/\.tsx?$/, '')}.test`;
  const paths = testedIn[path] ?? [`${mirror}.ts`, `${mirror}.tsx`];
  return paths.filter((each) => existsSync(join(root, each))).map(read);
}

const sources = ['src', 'pipelines', 'tui'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${room}/${name}`),
);
const faults = new Map(sources.map((path) => [path, marbleFaults(read(path), testsOf(path))]));

test('the diagram of every docstring equals its first marble test', () => {
  expect(sources.flatMap((path) => (path in exceptions ? [] : (faults.get(path) ?? [])))).toEqual([]);
});

test.each(Object.keys(exceptions))('%s still needs its exception', (path) => {
  expect(faults.get(path)).not.toEqual([]);
});

describe('marbleFaults', () => {
  const operator = 'export const doubled = (): OperatorFunction<number, number> => map((x) => 2 * x);\n';
  const docstring = (...lines: readonly string[]): string =>
    ['/**', ...lines.map((line) => ` * ${line}`), ' */', operator].join('\n');
  const diagram = ['```text', 'source      -a-b-|     numbers', 'output      -c-d-|', '```'];
  const rows = `test.each([['  -a-b-|', '-c-d-|'], ['-|', '-|']])('%s', (a, b) => { marbles().run(() => a); });`;
  const marbleTest = (title: string, ...literals: readonly string[]): string =>
    `test('${title}', () => { marbles().run(({ cold }) => [${literals.map((each) => `'${each}'`).join(', ')}]); });\n`;
  const right = marbleTest('doubles', '  -a-b-|', '   ^----!', '     -c-d-|  ');
  const of = (source: string, tests: string): readonly string[] =>
    marbleFaults({ path: 'a.ts', text: source }, [{ path: 'a.test.ts', text: tests }]);

  test('accepts equal diagrams, also in the first row of a table; ignores tests without marbles', () => {
    expect(of(docstring(...diagram), `test('adds', () => {});\n${right}`)).toEqual([]);
    expect(of(docstring(...diagram), rows)).toEqual([]);
    expect(of('/** No operator. */\nexport const two = 2;\n', '')).toEqual([]);
  });

  test.each([
    ['a different diagram', '-a-b-|', '-c--d|'],
    ['a longer diagram', '-a-b-|', '-c-d--|'],
    ['a different order', '-c-d-|', '-a-b-|'],
  ])('%s is reported with its file and the literals of the test', (_, source, output) => {
    expect(of(docstring(...diagram), marbleTest('doubles', source, output) + right)).toEqual([
      `a.ts: \`output -c-d-|\` is not in the first marble test of a.test.ts\n  "doubles" has: ${source}  ${output}`,
    ]);
  });

  test('a later diagram may equal any marble test', () => {
    const two = docstring(...diagram, '', ...diagram.map((line) => line.replace('|', '#')));
    expect(of(two, right + marbleTest('fails', '-a-b-#', '-c-d-#'))).toEqual([]);
    expect(of(two, right)).toEqual([expect.stringContaining('`source -a-b-#` is not in any marble test')]);
  });

  test.each([
    ['an operator without a diagram', [], ['an operator without a marble diagram']],
    ['a diagram without output', diagram.slice(0, 2).concat('```'), ['a diagram without a line `output`']],
    ['a fence without a language', ['```', ...diagram.slice(1)], ['a fence without a language: use ```text']],
  ])('%s is reported', (_, lines, messages) => {
    expect(of(docstring(...lines), right)).toEqual(messages.map((message) => `a.ts: ${message}`));
  });

  test('a diagram without a test file is reported', () => {
    expect(marbleFaults({ path: 'a.ts', text: docstring(...diagram) }, [])).toEqual([
      'a.ts: `-a-b-|  -c-d-|` is not in the first marble test of no test file',
    ]);
  });
});
