import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { codeBlocks, compiled } from './public-program.ts';

const modules = ['src/index.ts', 'src/node.ts', 'pipelines/index.ts'];
const blocks = codeBlocks(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
const blockPath = (position: number): string => `readme-block-${position}.ts`;

const moduleOf = compiled(modules, {
  ...Object.fromEntries(blocks.map((code, position) => [blockPath(position), code])),
  'undocumented.ts': `/** Has one. */\nexport const documented = 1;\nexport const undocumented = 2;\n`,
  'wrong-type.ts': `import { fitOneCycle } from 'millrace';\nexport const phase = fitOneCycle('5', 3e-3);\n`,
  'wrong-name.ts': `export { nodeWorlds } from 'millrace/node';\nexport { pipeline } from 'millrace/pipelines';\n`,
  'fragment.ts': `run(world, { name: 'mine' }, learner);\n`,
});

const undocumented = (path: string): readonly string[] =>
  [...moduleOf(path).names.values()]
    .filter(({ documentation }) => documentation.trim() === '')
    .map(({ name }) => name);

/** The names that src/index.ts exports, each with the comment that its section begins with. */
function sections(): ReadonlyMap<string, string> {
  const { source } = moduleOf('src/index.ts');
  let title = '';
  return new Map(
    source.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
      const comments = ts.getLeadingCommentRanges(source.text, statement.pos) ?? [];
      const last = comments.filter(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia).at(-1);
      if (last !== undefined) title = source.text.slice(last.pos, last.end).replace(/^\/\/ /, '');
      const { exportClause } = statement;
      return exportClause !== undefined && ts.isNamedExports(exportClause)
        ? exportClause.elements.map(({ name }) => [name.text, title] as const)
        : [];
    }),
  );
}

test.each(modules)('every export of %s has a docstring', (path) => {
  expect(undocumented(path)).toEqual([]);
  expect(moduleOf(path).names.size).toBeGreaterThan(0);
});

test('an export without a docstring is found', () => {
  expect(undocumented('undocumented.ts')).toEqual(['undocumented']);
});

test.each(modules)('%s names each of its exports', (path) => {
  const { source } = moduleOf(path);
  const stars = source.statements.filter(
    (statement) => ts.isExportDeclaration(statement) && statement.exportClause === undefined,
  );
  expect(stars.map((statement) => statement.getText(source))).toEqual([]);
});

test('the category of an export is the title of its section in src/index.ts', () => {
  const sectionOf = sections();
  const { names } = moduleOf('src/index.ts');
  const misplaced = [...names.values()].filter(({ name, category, isValue }) =>
    // Types without a category are listed together, after everything else.
    category === undefined ? isValue : category !== sectionOf.get(name),
  );
  expect(misplaced.map(({ name, category }) => `${name}: ${category ?? 'none'}`)).toEqual([]);
});

test('the README has code', () => {
  expect(blocks.length).toBeGreaterThan(0);
});

test.each(blocks.map((code, position) => [code.split('\n')[0], position] as const))(
  'a code block of the README compiles: %s',
  (_, position) => {
    expect(moduleOf(blockPath(position)).errors()).toEqual([]);
  },
);

test.each([
  [
    'a wrong type',
    'wrong-type.ts',
    "Argument of type 'string' is not assignable to parameter of type 'number'.",
  ],
  ['a wrong name', 'wrong-name.ts', `has no exported member named 'nodeWorlds'. Did you mean 'nodeWorld'?`],
  ['a fragment', 'fragment.ts', "Cannot find name 'run'."],
])('%s in a code block is found', (_, path, message) => {
  expect(moduleOf(path).errors().join('\n')).toContain(message);
});

test('code blocks are the fenced ones in TypeScript', () => {
  const text = 'a\n```ts\nconst a = 1;\n```\n```\nls\n```\n```ts\nconst b = 2;\nconst c = 3;\n```\n';
  expect(codeBlocks(text)).toEqual(['const a = 1;\n', 'const b = 2;\nconst c = 3;\n']);
});
