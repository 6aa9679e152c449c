import { exportsOperator, marbleTestsOf, type MarbleTest, type SourceText } from './marble-code.ts';

/** A line of a docstring's diagram, such as `source      -a-b|`. */
interface MarbleLine {
  readonly label: string;
  readonly diagram: string;
}

const FENCE = /^ *\* ```(\w*)\n((?: *\*.*\n)*?) *\* ```$/gm;
/** A label, spaces, and a diagram, which ends at two spaces: `source      a 3ms b|    a comment`. */
const LINE = /^(\S*) +([-\w()|#^!]+(?: \d+m?s(?: [-\w()|#^!]+)?)*)(?: {2}.*)?$/;

/**
 * Returns the faults of the marble diagrams in a file's docstrings; an exported operator must have a diagram.
 *
 * The lines of the first diagram must be string literals of the first marble test of the first test file, in the same
 * order, character for character. The lines of each later diagram must be in any one marble test.
 */
export function marbleFaults(source: SourceText, tests: readonly SourceText[]): readonly string[] {
  const fences = [...source.text.matchAll(FENCE)];
  const diagrams = fences.map(([, , block = '']) => linesOf(block)).filter((lines) => lines.length > 0);
  const marbleTests = diagrams.length === 0 ? [] : tests.map(marbleTestsOf);
  const names = tests.map(({ path }) => path).join(', ') || 'no test file';
  const faults = [
    ...fences.flatMap(([, language]) => (language === '' ? ['a fence without a language: use ```text'] : [])),
    ...(diagrams.length === 0 && exportsOperator(source) ? ['an operator without a marble diagram'] : []),
    ...diagrams.flatMap((lines, position) =>
      position === 0
        ? mismatches(lines, marbleTests[0]?.slice(0, 1) ?? [], `the first marble test of ${names}`)
        : mismatches(lines, marbleTests.flat(), `any marble test of ${names}`),
    ),
  ];
  return faults.map((fault) => `${source.path}: ${fault}`);
}

/** The marble lines of a block; its other lines are comments. */
const linesOf = (block: string): readonly MarbleLine[] =>
  block.split('\n').flatMap((line) => {
    const [, label = '', diagram = ''] = LINE.exec(line.replace(/^ *\* ?/, '').trimEnd()) ?? [];
    return /[-|#^!]| \d+m?s/.test(diagram) ? [{ label, diagram }] : [];
  });

function mismatches(
  lines: readonly MarbleLine[],
  tests: readonly MarbleTest[],
  where: string,
): readonly string[] {
  if (!lines.some(({ label }) => label === 'output')) return ['a diagram without a line `output`'];
  const missing = tests.map(({ literals }) => missingFrom(literals, lines));
  if (missing.includes(undefined)) return [];
  const { label, diagram } = missing[0] ?? {
    label: '',
    diagram: lines.map((line) => line.diagram).join('  '),
  };
  const found = tests.map(({ title, literals }) => `\n  "${title}" has: ${literals.join('  ')}`);
  return [`\`${`${label} ${diagram}`.trim()}\` is not in ${where}${found.join('')}`];
}

/** Returns the first line that is not among the literals, in the same order. */
function missingFrom(literals: readonly string[], lines: readonly MarbleLine[]): MarbleLine | undefined {
  let from = 0;
  return lines.find(({ diagram }) => {
    from = literals.indexOf(diagram, from) + 1;
    return from === 0;
  });
}
