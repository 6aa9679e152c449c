import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fuzzProcess, type Deadline, type Fate, type FuzzProcess } from './fuzz-process.ts';
import type { TargetSpec } from './target-list.ts';

/** Mutants of one target. */
export interface CampaignConfig {
  readonly target: TargetSpec;
  /** By default the module of this name in `targets`. */
  readonly module?: string;
  readonly seed: number;
  readonly numbers: readonly number[];
  /** By default 10 seconds of computing, and a minute in all. */
  readonly deadline?: Deadline;
  /** A folder for mutants that fail. */
  readonly keep: string;
  /** Called after each mutant. */
  readonly onResult?: (number: number, fate: Fate) => void;
}

/** A mutant that failed. */
export interface FuzzFailure {
  readonly kind: 'crash' | 'hang' | 'memory';
  readonly number: number;
  /** What was mutated and how, the error, and where the mutant is. */
  readonly text: string;
}

/** The results of a target. */
export interface CampaignResult {
  readonly target: string;
  readonly accepted: number;
  readonly refused: number;
  readonly failures: readonly FuzzFailure[];
  readonly peakBytes: number;
  readonly slowestMs: number;
}

/** Examines mutants in a process of their own. One that made it die, hang or exceed its memory gets a new process. */
export async function campaign({
  target: { name, maxBytes },
  module = new URL(`targets/${name}.ts`, import.meta.url).href,
  seed,
  numbers,
  deadline = { cpuSeconds: 10, seconds: 60 },
  keep,
  onResult = () => undefined,
}: CampaignConfig): Promise<CampaignResult> {
  const counts = { accepted: 0, refused: 0, failed: 0, died: 0, hung: 0 };
  const failures: FuzzFailure[] = [];
  let [peakBytes, slowestMs] = [0, 0];
  using folder = temporaryFolder();
  const start = (): Promise<FuzzProcess> => fuzzProcess({ module, seed, folder: folder.path }, deadline);
  let child = await start();
  for (const number of numbers) {
    const startedAt = performance.now();
    const fate = await child.examine({ number });
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    counts[fate.result]++;
    onResult(number, fate);
    const used = 'peakBytes' in fate ? fate.peakBytes : 0;
    peakBytes = Math.max(peakBytes, used);
    const kind = kindOf(fate, used > maxBytes);
    if (kind === null) continue;
    if (fate.result !== 'failed') {
      await child[Symbol.asyncDispose]();
      child = await start();
    }
    const saveAs = join(keep, `${name}-seed${seed}-${number}`);
    const saved = await child.examine({ number, saveAs });
    const how = 'how' in saved ? saved.how : saved.message;
    const memory = kind === 'memory' ? `${used} bytes of memory, more than ${maxBytes}` : fate.message;
    failures.push({
      kind,
      number,
      text: `${kind} of ${name} ${number}, seed ${seed}: ${how}\n${memory}\nThe mutant: ${saveAs}`,
    });
  }
  await child[Symbol.asyncDispose]();
  const { accepted, refused } = counts;
  return { target: name, accepted, refused, failures, peakBytes, slowestMs };
}

function kindOf({ result }: Fate, isLarge: boolean): FuzzFailure['kind'] | null {
  if (result === 'hung') return 'hang';
  if (result === 'failed' || result === 'died') return 'crash';
  return isLarge ? 'memory' : null;
}
