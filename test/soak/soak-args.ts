import { fileURLToPath } from 'node:url';

const pipeline = fileURLToPath(new URL('tiny-pipeline.ts', import.meta.url));

/**
 * Returns the arguments of a run that trains until it is stopped. It saves its models and validates after each epoch, and
 * saves a checkpoint every 100 steps.
 *
 * @param arch trains `baseline` with this network instead of the tiny one
 */
export const soakArgs = (photos: string, seed: number, arch?: string): readonly string[] => [
  ...(arch === undefined ? ['run', pipeline] : ['baseline', '--arch', arch]),
  ...['--data', photos, '--seed', String(seed)],
  ...['--size', '16', '--item-size', '20', '--batch-size', '4', '--ema', '0.99', '--cache', 'memory'],
  ...['--epochs', '1000000', '--checkpoint', '100steps', '--threads', '1', '--device', 'cpu'],
];
