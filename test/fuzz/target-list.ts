/** A kind of input: the file in `targets` that prepares it, how often it is drawn, and what it may take. */
export interface TargetSpec {
  readonly name: string;
  /** Of the sum of all. */
  readonly weight: number;
  /** The most resident memory that its process may take, in bytes. */
  readonly maxBytes: number;
}

const MIB = 2 ** 20;

/** Every target; those with TensorFlow start at 400 MB. */
export const targetList: readonly TargetSpec[] = [
  { name: 'images', weight: 5, maxBytes: 2048 * MIB },
  { name: 'checkpoints', weight: 3, maxBytes: 1024 * MIB },
  { name: 'models', weight: 2, maxBytes: 1024 * MIB },
  { name: 'logs', weight: 3, maxBytes: 1024 * MIB },
  { name: 'configurations', weight: 3, maxBytes: 512 * MIB },
  { name: 'run-folders', weight: 1, maxBytes: 512 * MIB },
  { name: 'safetensors', weight: 1, maxBytes: 512 * MIB },
  { name: 'lists', weight: 1, maxBytes: 512 * MIB },
  { name: 'archives', weight: 1, maxBytes: 512 * MIB },
];

const schedule = targetList.flatMap(({ name, weight }) => new Array<string>(weight).fill(name));

/** Returns the target of a mutant by its number. */
export const targetOf = (number: number): string => schedule[number % schedule.length]!;
