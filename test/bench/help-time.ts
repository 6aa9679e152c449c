import { spawnSync } from 'node:child_process';
import { builtProgram } from './built.ts';
import type { Bench } from './measures.ts';
import { targets, type Setting } from './settings.ts';
import { median, type Result } from './verdict.ts';

const ROUNDS = 7;

/** Times `--help` of the built package against Node running an empty script. */
export function helpTime(_setting: Setting, { say }: Pick<Bench, 'say'>): Promise<readonly Result[]> {
  const program = builtProgram(say);
  say(`help: ${ROUNDS} rounds`);
  const [ours, peer]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const [help, empty] = [millisecondsOf(program, '--help'), millisecondsOf('-e', '0')];
    // The first round reads files that are not in the page cache yet.
    if (round === 0) continue;
    ours.push(help);
    peer.push(empty);
  }
  const target = targets.help ?? null;
  const ratio = median(ours) / median(peer);
  return Promise.resolve([
    { kind: 'help', title: '--help', setting: 'package', ours, peer, unit: 'ms', ratio, target },
  ]);
}

function millisecondsOf(...args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
  return performance.now() - startedAt;
}
