import { readFileSync } from 'node:fs';
import { commandName } from '../../src/core/index.ts';
import { wrap } from '../lines/wrap.ts';

/**
 * The guides that `help GUIDE` prints, by topic: paths relative to the project's root. Each is beside the code that it
 * describes.
 */
export const guideFiles: ReadonlyMap<string, string> = new Map([
  ['data', 'src/files/README.md'],
  ['augmentation', 'src/batches/README.md'],
  ['training', 'src/learner/README.md'],
  ['networks', 'src/nn/README.md'],
  ['dashboard', 'tui/dashboard/README.md'],
  ['results', 'src/reports/README.md'],
  ['pipelines', 'pipelines/README.md'],
  ['settings', 'tui/cli/README.md'],
  ['prediction', 'src/prediction/README.md'],
  ['serving', 'src/serving/README.md'],
  ['exporting', 'src/export/README.md'],
  ['promises', 'src/io/README.md'],
  ['engine', 'src/provision/README.md'],
  ['machines', 'src/io/collective/README.md'],
  ['performance', 'src/engine/README.md'],
]);

export const guideTopics: readonly string[] = [...guideFiles.keys()];

/** Returns the guide on a topic as text of at most `width` columns; null if there is none. */
export function guide(topic: string, width: number): string | null {
  const file = guideFiles.get(topic);
  if (file === undefined) return null;
  const markdown = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  // In a clone of the repository, the command is a different one.
  return renderMarkdown(markdown.replace(/(?<=^|`)millrace(?= [a-z-])/gm, commandName()), width);
}

const BLOCK = /^```.*\n(?<code>[^]*?)^```$|(?<table>(?:^\|.*\n?)+)|^(?<text>.*)$/gm;

/** Renders the Markdown of the guides as text: headings, paragraphs, lists, links, code blocks and tables. */
export const renderMarkdown = (markdown: string, width: number): string =>
  [...markdown.trim().matchAll(BLOCK)]
    .flatMap(({ groups: { code, table, text = '' } = {} }) => {
      if (code !== undefined)
        return code
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`.trimEnd());
      if (table !== undefined) return tableLines(table, width);
      return wrap(text.replace(/^#+ /, '').replace(/\[([^\]]+)\]\([^)]+\)/g, '$1'), width);
    })
    .join('\n');

/** Aligns the columns of a table; the last one wraps. */
function tableLines(table: string, width: number): readonly string[] {
  const rows = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replaceAll('`', '')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((cells) => !cells.every((cell) => /^-+$/.test(cell)));
  const widths = (rows[0] ?? [])
    .slice(0, -1)
    .map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const indent = 2 + widths.reduce((sum, each) => sum + each + 2, 0);
  return rows.flatMap((cells) => {
    const [first = '', ...more] = wrap(cells.at(-1) ?? '', Math.max(20, width - indent));
    const head = widths.map((each, i) => (cells[i] ?? '').padEnd(each + 2)).join('');
    return [`  ${head}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(indent) + line)];
  });
}
