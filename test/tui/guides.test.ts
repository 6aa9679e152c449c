import { describe, expect, test } from 'vitest';
import { guide, guideTopics, renderMarkdown } from '../../tui/cli/guides.ts';

test.each(guideTopics)('the guide on %s has a title and text', (topic) => {
  const [title = '', blank, ...text] = guide(topic, 80)?.split('\n') ?? [];
  expect([/^[A-Z][a-z ]+$/.test(title), blank, text.length > 10]).toEqual([true, '', true]);
});

test('a guide in a clone shows the commands of a clone', () => {
  expect(guide('results', 80)).toContain('  npm start -- compare runs/A runs/B');
});

test('there is no guide on other topics', () => {
  expect(guide('../../package', 80)).toBeNull();
});

describe('Markdown', () => {
  test.each([
    ['a heading', '# Data', 'Data'],
    ['a paragraph', 'one two three', 'one two\nthree'],
    ['a link', 'see [A](b.md)', 'see A'],
    ['code keeps its lines', '```ts\nconst a = [1, 2];\n\nb\n```', '  const a = [1, 2];\n\n  b'],
    ['blank lines stay', 'a\n\nb', 'a\n\nb'],
  ])('%s', (_, markdown, text) => {
    expect(renderMarkdown(markdown, 9)).toBe(text);
  });

  test('a table has aligned columns; the last one wraps', () => {
    const markdown = `| key | action |
| --- | --- |
| \`z\` | show the loss of all steps |
| tab | next |
`;
    expect(renderMarkdown(`a\n\n${markdown}\nb`, 27)).toBe(`a

  key  action
  z    show the loss of all
       steps
  tab  next

b`);
  });
});
