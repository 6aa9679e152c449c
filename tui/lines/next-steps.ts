import { join } from 'node:path';
import { printable, shellCommand } from '../../src/core/index.ts';
import { experimentsOf, type RunState } from '../../src/reports/index.ts';
import { pathFromHere } from '../path-from-here.ts';

/** Where a run is, and what can be done with it. */
export interface NextStepsConfig {
  /** The absolute path of its folder. */
  readonly runFolder: string;
  /** The path of the user's own pipeline; undefined for one of Millrace. */
  readonly file?: string | undefined;
  /** Whether it can be resumed: it has left a checkpoint. */
  readonly canResume: boolean;
  /** Whether an MPI launcher of the user started its processes; false by default. */
  readonly isLaunched?: boolean;
}

/** Returns what to do after a run that did not fail: at most four lines, each with a path or a command; none without a run. */
export function nextSteps(state: RunState, config: NextStepsConfig): readonly string[] {
  const { run, ended, earlier } = state;
  if (run === null) return [];
  const resume = ended?.why === 'stopped' && config.canResume ? [resumeLine(config)] : [];
  if (run.pipeline === 'lr-find') return [...rateSteps(state, config), ...resume];
  if (isValidation(state)) return [...resume, ...validationSteps(state, config)];
  // A run of several has no model or report of its own, and their folders are known only of the built-in one.
  const steps = earlier.length === 0 ? runSteps(state, config) : chapterSteps(state, config);
  // A stopped run is to be resumed first.
  return resume.length === 0 ? steps : [...resume, ...steps].slice(0, 2);
}

/** The line with the command that resumes a run; without `--trust`, it would not load the user's file. */
export const resumeLine = ({
  runFolder,
  file,
  isLaunched = false,
}: Omit<NextStepsConfig, 'canResume'>): string =>
  `To resume it${isLaunched ? ' with the MPI launcher' : ''}: ` +
  shellCommand(['resume', runFolder, ...(file === undefined ? [] : ['--trust'])]);

/** The options that repeat a run. */
export const configArgs = (runFolder: string): readonly string[] => ['--config', `${runFolder}/config.json`];

/** After a search for a learning rate, the command that trains with it. */
function rateSteps({ found, run }: RunState, { runFolder }: NextStepsConfig): readonly string[] {
  const valley = found?.valley ?? null;
  if (valley === null) return [];
  const rate = String(Number(valley.toPrecision(3)));
  const command = typeof run?.config['mixup'] === 'number' ? 'mixup' : 'baseline';
  return [`To train with the valley: ${shellCommand([command, ...configArgs(runFolder), '--lr', rate])}`];
}

/** Returns whether a run has evaluated a saved model. */
export const isValidation = ({ run, valid }: RunState): boolean =>
  run?.pipeline === 'validate' && valid !== null;

/** The report, and the command that compares the labels with the predictions. */
function validationSteps({ run, valid }: RunState, { runFolder }: NextStepsConfig): readonly string[] {
  const { data } = run?.config ?? {};
  return [
    reportLine(pathFromHere(runFolder)),
    ...(typeof data !== 'string' || valid?.mistakes.length === 0
      ? []
      : [
          `To find wrong labels: ${shellCommand(['verify', pathFromHere(data), '--run', pathFromHere(runFolder)])}`,
        ]),
  ];
}

const reportLine = (folder: string): string => `Report: ${printable(join(folder, 'report.html'))}`;

/** The report and the uses of the model: that of the run, or the one of an earlier run that it evaluated. */
function runSteps({ run, saved, valid, tta }: RunState, config: NextStepsConfig): readonly string[] {
  const folder = pathFromHere(config.runFolder);
  const from = run?.config['from'];
  const model = saved !== null ? folder : typeof from === 'string' ? pathFromHere(from) : null;
  return [
    ...(valid === null && tta === null ? [] : [reportLine(folder)]),
    // Only a user's own code can build its networks.
    ...(model === null || config.file !== undefined ? [] : modelSteps(model)),
    ...(saved === null ? [] : [`To see the training again: ${shellCommand(['watch', folder])}`]),
  ];
}

/** The uses of a model in a run folder or a file. */
const modelSteps = (run: string): readonly string[] => [
  `To classify a photo: ${shellCommand(['predict', run, 'photo.jpg'])}`,
  `To try it in a browser: ${shellCommand(['serve', run])}`,
];

/** The reports of several experiments, a comparison, and the use of the most accurate model. */
function chapterSteps(state: RunState, { runFolder, file }: NextStepsConfig): readonly string[] {
  if (file !== undefined) return [];
  const folder = pathFromHere(runFolder);
  // Test-time augmentation saves no model.
  const [best, second] = experimentsOf(state)
    .filter(({ name, accuracy }) => name !== 'tta' && accuracy !== null)
    .sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0))
    .map(({ name }) => join(folder, name));
  if (best === undefined) return [];
  return [
    `Report of the most accurate: ${printable(join(best, 'report.html'))}`,
    ...modelSteps(best),
    ...(second === undefined
      ? []
      : [`To compare it with the second: ${shellCommand(['compare', best, second])}`]),
  ];
}
