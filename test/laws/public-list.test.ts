import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { guideFiles } from '../../tui/cli/guides.ts';
import { codeBlocks, compile } from './public-program.ts';

const modules = ['src/index.ts', 'src/node.ts', 'pipelines/index.ts'];
const markdown = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const guides = [...guideFiles.values()];
const blocks = ['README.md', ...guides].flatMap((path) => codeBlocks(markdown(path)));
const blockPath = (position: number): string => `readme-block-${position}.ts`;

const moduleOf = compile(modules, {
  ...Object.fromEntries(blocks.map((code, position) => [blockPath(position), code])),
  'undocumented.ts': `/** Documented. */\nexport const documented = 1;\nexport const undocumented = 2;\n`,
  'wrong-type.ts': `import { fitOneCycle } from 'millrace';\nexport const phase = fitOneCycle('5', 3e-3);\n`,
  'wrong-name.ts': `export { nodeWorlds } from 'millrace/node';\nexport { pipeline } from 'millrace/pipelines';\n`,
  'fragment.ts': `run(world, { name: 'mine' }, learner);\n`,
});

const undocumented = (path: string): readonly string[] =>
  [...moduleOf(path).names.values()]
    .filter(({ documentation }) => documentation.trim() === '')
    .map(({ name }) => name);

/** Maps each name that src/index.ts exports to the title of its section, a comment. */
function sectionsOfNames(): ReadonlyMap<string, string> {
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

test('an export without a docstring is reported', () => {
  expect(undocumented('undocumented.ts')).toEqual(['undocumented']);
});

test.each(modules)('%s lists its exports by name', (path) => {
  const { source } = moduleOf(path);
  const stars = source.statements.filter(
    (statement) => ts.isExportDeclaration(statement) && statement.exportClause === undefined,
  );
  expect(stars.map((statement) => statement.getText(source))).toEqual([]);
});

test('the category of every export equals the title of its section in src/index.ts', () => {
  const sectionOf = sectionsOfNames();
  const { names } = moduleOf('src/index.ts');
  const misplaced = [...names.values()].filter(({ name, category, isValue }) =>
    // Types without a category are listed together, after everything else.
    category === undefined ? isValue : category !== sectionOf.get(name),
  );
  expect(misplaced.map(({ name, category }) => `${name}: ${category ?? 'none'}`)).toEqual([]);
});

test('the README and the guides contain code', () => {
  expect(blocks.length).toBeGreaterThan(1);
});

test('the README has at most 250 lines and lists each guide', () => {
  const text = markdown('README.md');
  expect(text.split('\n').length).toBeLessThanOrEqual(250);
  expect(guides.filter((path) => !text.includes(`](${path})`))).toEqual([]);
});

test.each(blocks.map((code, position) => [code.split('\n')[0], position] as const))(
  'a code block of the README or a guide compiles: %s',
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
])('%s in a code block is reported', (_, path, message) => {
  expect(moduleOf(path).errors().join('\n')).toContain(message);
});

test('codeBlocks returns the TypeScript blocks only', () => {
  const text = 'a\n```ts\nconst a = 1;\n```\n```\nls\n```\n```ts\nconst b = 2;\nconst c = 3;\n```\n';
  expect(codeBlocks(text)).toEqual(['const a = 1;\n', 'const b = 2;\nconst c = 3;\n']);
});
