import { integer, type Draw } from '../../../src/core/index.ts';
import { mutateJson } from './json.ts';
import { mutated, pick, type Mutated, type Mutation } from './mutated.ts';

/** Lines that are no record of their file. */
const STRANGE = [
  '',
  ' ',
  'null',
  '[]',
  '0',
  '{}',
  '"',
  '\ufeff',
  '\u0000',
  '{"_tag":1}',
  '#',
  ',,,,',
  'x'.repeat(100_000),
];

const withLine = (
  lines: readonly string[],
  at: number,
  ...replacement: readonly string[]
): readonly string[] => [...lines.slice(0, at), ...replacement, ...lines.slice(at + 1)];

const mutations = (mutateLine: Mutation<string>): Readonly<Record<string, Mutation<readonly string[]>>> => {
  const change: Mutation<readonly string[]> = (lines, draw) => {
    const at = integer(draw, lines.length);
    return withLine(lines, at, mutateLine(lines[at]!, draw));
  };
  return {
    'change a line': change,
    'change a line, again': change,
    'change several lines': (lines, draw) => [1, 2, 3].reduce((changed) => change(changed, draw), lines),
    'remove a line': (lines, draw) => withLine(lines, integer(draw, lines.length)),
    'repeat a line': (lines, draw) => {
      const at = integer(draw, lines.length);
      return withLine(lines, at, lines[at]!, lines[at]!);
    },
    'move a line': (lines, draw) => {
      const at = integer(draw, lines.length);
      const rest = withLine(lines, at);
      const to = integer(draw, rest.length + 1);
      return [...rest.slice(0, to), lines[at]!, ...rest.slice(to)];
    },
    'insert a strange line': (lines, draw) => {
      const at = integer(draw, lines.length);
      return withLine(lines, at, lines[at]!, pick(draw, STRANGE));
    },
    'cut the last line': (lines, draw) => {
      const last = lines.at(-1)!;
      return [...lines.slice(0, -1), last.slice(0, integer(draw, last.length + 1))];
    },
    'end lines as Windows does': (lines) => lines.map((line) => `${line}\r`),
  };
};

/** Changes the lines of a file: their order, their number, and what is in them. */
export function mutateLines(
  text: string,
  draw: Draw,
  mutateLine: Mutation<string> = (line, by) => mutateJson(line, by).value,
): Mutated<string> {
  const all = Object.entries(mutations(mutateLine)).map(
    ([name, mutation]): [string, Mutation<readonly string[]>] => [
      name,
      (lines, by) => (lines.length === 0 ? [pick(by, STRANGE)] : mutation(lines, by)),
    ],
  );
  const { value, how } = mutated<readonly string[]>(text.split('\n'), Object.fromEntries(all), draw);
  return { value: value.join('\n'), how };
}
