/** The process that prepares a target and examines its mutants, one at a time, by number. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRng } from '../../src/core/index.ts';
import { isRefusal, type FuzzTarget, type PrepareTarget } from './fuzz-target.ts';

/** The first message: the target. */
export interface FuzzJob {
  /** The URL of the module that prepares the target. */
  readonly module: string;
  readonly seed: number;
  /** A folder for the files of the target. */
  readonly folder: string;
}

/** A later message: to examine a mutant, or to write it to a file. */
export interface FuzzRequest {
  readonly number: number;
  readonly saveAs?: string;
}

/** The reply to a request. */
export interface Examined {
  readonly result: 'accepted' | 'refused' | 'failed';
  /** Why it was refused, or how it failed. */
  readonly message: string;
  /** The file that was mutated, and how. */
  readonly how: string;
  /** The most resident memory so far, in bytes. */
  readonly peakBytes: number;
}

/** Returns the most memory that this process held, in bytes. Linux counts that of its parent, too, in `maxRSS`. */
function peakBytes(): number {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  const [, kibibytes = process.resourceUsage().maxRSS] = /^VmHWM:\s+(\d+)/m.exec(status) ?? [];
  return 1024 * Number(kibibytes);
}

const STATUS = '/proc/self/status';

async function examined(target: FuzzTarget, { number, saveAs }: FuzzRequest): Promise<Examined> {
  const draw = createRng(seed).at('mutant', number).draws();
  let how = 'the mutant cannot be made';
  const work = async (): Promise<void> => {
    const mutant = await target.mutant(draw);
    how = `${mutant.file}: ${mutant.how}`;
    if (saveAs === undefined) await target.examine(mutant, draw);
    else writeFileSync(saveAs, mutant.bytes);
  };
  const outcome = await work().then((): Outcome => ({ result: 'accepted', message: '' }), outcomeOf);
  return { ...outcome, how, peakBytes: peakBytes() };
}

type Outcome = Pick<Examined, 'result' | 'message'>;

const outcomeOf = (error: unknown): Outcome => {
  if (isRefusal(error)) return { result: 'refused', message: error.message };
  return {
    result: 'failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
};

const send = (message: Examined | 'ready'): void => void process.send?.(message);

let target: Promise<FuzzTarget> | undefined;
let seed = 0;
process.on('message', (message: FuzzJob | FuzzRequest) => {
  if ('module' in message) {
    seed = message.seed;
    target = import(message.module).then((module: { readonly default: PrepareTarget }) =>
      module.default(message.folder),
    );
    void target.then(() => send('ready'));
  } else void target?.then(async (each) => send(await examined(each, message)));
});
// Asked for when a mutant hangs: what the process waits for.
process.on('SIGUSR2', () => {
  process.stderr.write(`waiting for ${process.getActiveResourcesInfo().join(', ')}\n`);
});
process.on('disconnect', () => process.exit());
