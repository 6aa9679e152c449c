import { printable } from '../../core/index.ts';

const MAX_LENGTH = 100;

/**
 * Returns the licence in the front matter of a model's README.md: `license`, or `license_name` of a licence that the Hub does
 * not know. Null if it is not stated.
 */
export function licenceIn(readme: string): string | null {
  const [, matter = ''] = /^\uFEFF?---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)/s.exec(readme) ?? [];
  const [licence, other] = ['license', 'license_name'].map((key) => valueOf(matter, key));
  return (licence === 'other' ? other : licence) ?? licence ?? null;
}

/** Returns the text of a key of YAML: on its line, or the items of a list below it. */
function valueOf(matter: string, key: string): string | undefined {
  const [, line = '', list = ''] =
    new RegExp(`^${key}:[ \\t]*([^\\r\\n]*)((?:\\r?\\n[ \\t]*- [^\\r\\n]*)*)`, 'm').exec(matter) ?? [];
  const items = line === '' ? list.split('\n').map((item) => item.trim().replace(/^- /, '')) : [line];
  const text = items
    .map((item) =>
      item
        .replace(/\s#.*$/, '')
        .trim()
        .replace(/^(['"])(.*)\1$/, '$2'),
    )
    .filter((item) => item !== '')
    .join(', ');
  return text === '' || text === 'null' ? undefined : printable(text).slice(0, MAX_LENGTH);
}
