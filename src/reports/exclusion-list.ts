import { printable, type Finding, type Verification } from '../core/index.ts';

/**
 * Returns the list of images that training leaves out with `--exclude`: one path per line, under a comment with the reason.
 * Images that need a look first are comments themselves.
 */
export function exclusionList({ findings, images }: Pick<Verification, 'findings' | 'images'>): string {
  const count = new Set(findings.flatMap(({ exclude }) => exclude)).size;
  return [
    `# ${count} of ${images} images to leave out of training, one path per line.`,
    '# A line that begins with # is a comment: remove the # to leave out the image, or add one to keep it.',
    ...findings.flatMap(linesOf),
    '',
  ].join('\n');
}

const linesOf = ({ kind, images, reason, exclude }: Finding): readonly string[] => [
  '',
  `# ${kind}: ${printable(reason)}${exclude.length === 0 ? '. Look at them first.' : ''}`,
  ...images.map(({ path, part }) => {
    // A name with a line break cannot be listed.
    if (/[\r\n]/.test(path)) return `# cannot be listed, rename it: ${printable(path)}`;
    return exclude.includes(path) ? path.replace(/^(?=[#\s])/, './') : `# ${path} (${partNames[part]})`;
  }),
];

const partNames = { train: 'training', valid: 'validation', other: 'in no part' } as const;
