import { at } from '../../src/core/index.ts';
import { kebabCase } from '../../pipelines/options.ts';

/** The options and commands that fastai, timm, Ultralytics and other trainers call by these names. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  'batch-size': ['b', 'batch', 'bs', 'bsz'],
  arch: ['model'],
  continue: ['checkpoint', 'initial-checkpoint', 'resume', 'weights'],
  data: ['data-dir', 'data-path', 'path'],
  epochs: ['n-epoch', 'num-epochs'],
  epsilon: ['eps', 'label-smoothing', 'smoothing'],
  'fine-tune-lr': ['base-lr'],
  lr: ['learning-rate', 'lr-max', 'lr0'],
  max: ['use-max'],
  mixup: ['alpha', 'mix', 'mixup-alpha'],
  'n-out': ['num-classes'],
  out: ['log-dir', 'output', 'output-dir', 'project'],
  precision: ['amp', 'half'],
  size: ['img-size', 'imgsz', 'input-size'],
  train: ['fit', 'learn'],
  valid: ['val', 'val-split', 'valid-pct'],
};

/** Returns `Did you mean --batch-size?`, with the {@link nearest} name; `otherwise` if there is none. */
export function suggestion(
  given: string,
  names: readonly string[],
  prefix = '--',
  otherwise = 'See --help.',
): string {
  const name = nearest(given, names);
  return name === undefined ? otherwise : `Did you mean ${prefix}${name}?`;
}

/**
 * Returns the name of what another trainer calls `given`, or the name that is at most two edits away, if they leave half
 * of it; undefined if there is none.
 */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const synonym = names.find(
    (name) => name === given || SYNONYMS[kebabCase(name)]?.includes(kebabCase(given)),
  );
  const close = names
    .map((name) => ({ name, distance: editDistance(given, name) }))
    .filter(({ distance }) => distance <= 2 && 2 * distance <= given.length)
    .sort((a, b) => a.distance - b.distance)[0]?.name;
  return synonym ?? close;
}

/** Returns up to `max` names, those first that contain `given`, and then the fewest edits away. */
export function closest(given: string, names: readonly string[], max: number): readonly string[] {
  const wanted = given.toLowerCase();
  return names
    .map((name) => {
      const lower = name.toLowerCase();
      return { name, distance: lower.includes(wanted) ? 0 : editDistance(wanted, lower) };
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, max)
    .map(({ name }) => name);
}

/** The Levenshtein distance (1965). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return at(row, b.length);
}
