import type { RunFiles } from '../../src/core/index.ts';
import type { KeptRun } from '../../src/io/index.ts';
import type { Printed } from '../printed.ts';

type Json = Readonly<Record<string, unknown>>;
type Line = Extract<Printed, { readonly json: string }>;

/** Returns runs as one line of JSON, with their size in total. */
export const runsJson = (folder: string, runs: readonly RunFiles[]): Line =>
  lineOf({ folder, bytes: bytesOf(runs), runs: runs.map(runJson) });

/** Returns the outcome of `runs prune` as one line of JSON. */
export const prunedJson = (folder: string, removed: readonly RunFiles[], kept: readonly KeptRun[]): Line =>
  lineOf({
    folder,
    bytes: bytesOf(removed),
    removed: removed.map(runJson),
    kept: kept.map(({ run, reason }) => ({ ...runJson(run), reason })),
  });

/** Returns the size of runs in total. */
export const bytesOf = (runs: readonly RunFiles[]): number => runs.reduce((sum, { bytes }) => sum + bytes, 0);

const lineOf = (value: Json): Line => ({ json: `${JSON.stringify(value)}\n` });

const runJson = ({
  name,
  path,
  state,
  startedAt,
  writtenAt,
  bytes,
  config,
  result,
  nested,
}: RunFiles): Json => ({
  ...{ name, path, state, startedAt: timeOf(startedAt), writtenAt: timeOf(writtenAt), bytes, config, result },
  nested: nested.map(runJson),
});

const timeOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
