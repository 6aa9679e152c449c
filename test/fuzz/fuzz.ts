import { campaign, type CampaignConfig, type CampaignResult } from './campaign.ts';
import { targetList, targetOf } from './target-list.ts';

/** Mutants of all targets. */
export interface FuzzConfig extends Pick<CampaignConfig, 'seed' | 'numbers' | 'keep' | 'onResult'> {
  /** Targets that run at the same time. */
  readonly jobs: number;
  /** The only target to run. */
  readonly only?: string;
  /** Called when a target is done. */
  readonly onTarget?: (result: CampaignResult) => void;
}

/** Examines mutants; the number of one decides its target. Resolves with one result per target. */
export async function fuzz({
  numbers,
  jobs,
  only,
  onTarget = () => undefined,
  ...config
}: FuzzConfig): Promise<readonly CampaignResult[]> {
  const results: CampaignResult[] = [];
  const waiting = targetList
    .map((target) => ({ target, numbers: numbers.filter((number) => targetOf(number) === target.name) }))
    .filter((each) => each.numbers.length > 0 && (only === undefined || only === each.target.name));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await campaign({ ...config, ...next });
      results.push(result);
      onTarget(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}
