import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that start processes of their own, the slowest first. */
const SLOW = ['test/whole/package', 'test/whole/', 'test/soak/', 'test/fuzz/', 'test/learner/'];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = SLOW.findIndex((folder) => moduleId.includes(folder));
  return rank < 0 ? SLOW.length : rank;
};

/** Runs slow files first, so that no worker is idle while another one ends with a slow file. */
export class WholeFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Sorting is stable: within a folder, the usual order stays.
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
