import { engineCommands, verifyDefaults } from '../../pipelines/table.ts';
import { brokenInvariant, MillraceError, type AnyCommand } from '../../src/core/index.ts';
import { exportDefaults, exportHelp, exportReplaces } from './export-options.ts';
import { explainDefaults, explainHelp } from './explain-options.ts';
import { predictDefaults, predictHelp } from './predict-options.ts';
import { serveDefaults } from './serve-options.ts';
import { summaryDefaults } from './summary-options.ts';
import { verifyHelp } from './verify-help.ts';
import type { CommandEntry, RunCommand, Values } from './command-entry.ts';

export type { CommandEntry, Given, RunCommand, SharedOptions, Values } from './command-entry.ts';

/** Returns the entry of a command of the terminal process. */
const inTerminal = <O extends object = Values>(
  entry: Omit<
    CommandEntry,
    'load' | 'trains' | 'checksImages' | 'findsRate' | 'defaults' | 'example' | 'also'
  > &
    Partial<Pick<CommandEntry, 'example' | 'also'>> & {
      readonly defaults?: { readonly [K in keyof O]: O[K] | undefined };
      readonly load: () => Promise<RunCommand<O>>;
    },
): CommandEntry => ({
  example: '',
  also: [],
  defaults: {},
  trains: false,
  checksImages: false,
  findsRate: false,
  ...(entry as Partial<CommandEntry> & Pick<CommandEntry, 'name' | 'summary' | 'load'>),
});

/**
 * Returns the entry of a command of the engine process.
 *
 * @param file the absolute path of a user's own command
 */
export const inEngine = (
  {
    name,
    summary,
    example,
    defaults,
    trains = true,
    findsRate = false,
    isMeasured = true,
    evaluates = false,
    ...command
  }: EngineCommand,
  file?: string,
): CommandEntry => ({
  name,
  summary,
  example,
  defaults,
  trains,
  // Training needs more of the images than an evaluation.
  checksImages: !evaluates,
  findsRate,
  ...(command.help === undefined ? {} : { help: command.help }),
  ...(evaluates
    ? MODEL_ARGUMENT
    : 'from' in defaults
      ? RUN_ARGUMENT
      : 'data' in defaults
        ? DATA_ARGUMENT
        : {}),
  also: [
    ...ENGINE_OPTIONS,
    ...(trains ? ['plain', 'detach'] : []),
    ...(trains && isMeasured ? MEASURING_OPTIONS : []),
  ],
  load: () =>
    import('../commands/engine-work.ts').then(({ engineWork }) =>
      engineWork({ name, file, trains, isParallel: trains && isMeasured }),
    ),
});

type EngineCommand = Pick<AnyCommand, 'name' | 'summary' | 'example' | 'defaults' | 'trains'> &
  Pick<CommandEntry, 'help'> &
  Partial<Pick<CommandEntry, 'findsRate'>> & { readonly isMeasured?: boolean; readonly evaluates?: boolean };

/** The option of the commands that several processes can run together. */
const PROCESSES = 'processes';
export const isParallel = ({ also }: Pick<CommandEntry, 'also'>): boolean => also.includes(PROCESSES);

const ENGINE_OPTIONS = ['out', 'config', 'trust', 'device', 'threads', 'json'];
const MEASURING_OPTIONS = ['checkpoint', 'keep-checkpoints', 'tensorboard', 'profile', PROCESSES];
/** `baseline photos` is `baseline --data photos`. */
const DATA_ARGUMENT = { words: { name: '[DIR]', min: 0, max: 1, option: 'data' } } as const;
/** `tta runs/RUN` is `tta --from runs/RUN`. */
const RUN_ARGUMENT = { words: { name: '[RUN]', min: 0, max: 1, option: 'from' } } as const;
/** `validate runs/RUN` is `validate --from runs/RUN`; there is no validation without a model. */
const MODEL_ARGUMENT = { words: { name: 'RUN', min: 1, max: 1, option: 'from' } } as const;

/** The command that resumes a run, and the only options of that call; all others are those of the run. */
export const RESUME = 'resume';
export const RESUME_OPTIONS = ['plain', 'json', 'trust', 'detach', PROCESSES] as const;

/** Of commands whose output has colours, but no dashboard. */
const PLAIN_HELP = { plain: 'without colours' } as const;

/** Every command, the pipelines first. */
export const commands: readonly CommandEntry[] = [
  ...engineCommands.map((each) => inEngine(each)),
  inTerminal({
    name: 'run',
    summary: 'run a pipeline or command from a file, or a built-in one by its name',
    example: './my-pipeline.ts photos',
    words: { name: 'PIPELINE', min: 1, max: 1 },
    // The command that it names runs instead.
    load: () => Promise.reject(new MillraceError(brokenInvariant('run', 'the named command', 'run'))),
  }),
  inTerminal({
    name: RESUME,
    summary: 'resume a stopped run from its last checkpoint',
    example: 'runs/RUN',
    also: [...RESUME_OPTIONS],
    words: { name: 'RUN', min: 1, max: 1 },
    // The command of the run is run instead.
    load: () => Promise.reject(new MillraceError(brokenInvariant(RESUME, 'the command of a run', RESUME))),
  }),
  inTerminal({
    name: 'predict',
    summary: 'predict the classes of images with a trained model',
    example: "runs/RUN photo.jpg photos 'more/*.jpg' --top-k 3",
    defaults: predictDefaults,
    help: predictHelp,
    values: { out: 'FILE' },
    also: ['plain', 'json', 'device', 'threads'],
    words: { name: 'RUN, then images', usage: 'RUN IMAGE…', min: 2, max: Infinity },
    load: () => import('../commands/predict.ts').then(({ predict }) => predict),
  }),
  inTerminal({
    name: 'serve',
    summary: 'serve a trained model over HTTP, with a page to drop an image on',
    example: 'runs/RUN --port 8080',
    defaults: serveDefaults,
    also: ['json', 'device', 'threads'],
    words: { name: 'RUN', min: 1, max: 1 },
    load: () => import('../commands/serve.ts').then(({ serveCommand }) => serveCommand),
  }),
  inTerminal({
    name: 'explain',
    summary: 'show where a trained model looks in images: Grad-CAM',
    example: 'runs/RUN photo.jpg photos --class tench',
    defaults: explainDefaults,
    help: explainHelp,
    also: ['plain', 'json', 'device', 'threads'],
    words: { name: 'RUN, then images', usage: 'RUN IMAGE…', min: 2, max: Infinity },
    load: () => import('../commands/explain.ts').then(({ explain }) => explain),
  }),
  inTerminal({
    name: 'export',
    summary: 'write a trained model for other programs: ONNX, a web page, TensorFlow, PyTorch',
    example: 'runs/RUN --format onnx',
    defaults: exportDefaults,
    help: exportHelp,
    replaces: exportReplaces,
    also: ['json'],
    words: { name: 'RUN', usage: 'RUN --format FORMAT', min: 1, max: 1 },
    load: () => import('../commands/export.ts').then(({ exportCommand }) => exportCommand),
  }),
  inTerminal({
    name: 'verify',
    summary:
      'find damaged images, copies, and with the predictions of a run wrong labels; exits with 1 if there are any',
    example: 'photos --out exclude.txt',
    defaults: verifyDefaults,
    help: verifyHelp,
    values: { out: 'FILE' },
    also: ['plain', 'json'],
    words: DATA_ARGUMENT.words,
    load: () => import('../commands/verify.ts').then(({ verifyCommand }) => verifyCommand),
  }),
  inTerminal({
    name: 'watch',
    summary: 'follow a run in progress, or replay a finished one',
    example: 'runs/RUN --speed 10',
    defaults: { speed: undefined },
    also: ['plain', 'json'],
    words: { name: 'RUN', min: 1, max: 1 },
    load: () => import('../commands/watch.ts').then(({ watch }) => watch),
  }),
  inTerminal({
    name: 'runs',
    summary: 'list runs, their results and their size on disk; `runs prune` removes old ones',
    example: 'prune --keep 10',
    defaults: { keep: undefined, yes: false },
    help: PLAIN_HELP,
    also: ['plain', 'json'],
    // A folder of this name is `./prune`.
    words: { name: '[prune] [FOLDER]', min: 0, max: 1, verb: 'prune' },
    load: () => import('../commands/runs.ts').then(({ runs }) => runs),
  }),
  inTerminal({
    name: 'compare',
    summary: 'compare runs: their curves, results and differing settings',
    example: 'runs/A runs/B',
    help: PLAIN_HELP,
    also: ['plain'],
    words: { name: 'RUN', min: 2, max: 6 },
    load: () => import('../commands/compare.ts').then(({ compare }) => compare),
  }),
  inTerminal({
    name: 'report',
    summary: 'write the report of a run again: report.html and its charts',
    example: 'runs/RUN',
    defaults: { out: undefined },
    help: { out: 'the folder to write to (default: the run folder)' },
    also: ['json'],
    words: { name: 'RUN', min: 1, max: 1 },
    load: () => import('../commands/report.ts').then(({ report }) => report),
  }),
  inTerminal({
    name: 'summary',
    summary: 'print the layers of a network: shapes, parameters, multiply-adds',
    example: 'xresnet50 --size 224',
    defaults: summaryDefaults,
    help: { nOut: 'number of outputs (default 1000, or as in the run)' },
    also: ['json'],
    words: { name: 'ARCH or RUN', usage: 'ARCH', min: 1, max: 1 },
    load: () => import('../commands/summary.ts').then(({ summary }) => summary),
  }),
  inTerminal({
    name: 'list',
    summary: 'list the commands',
    load: () => import('../commands/list.ts').then(({ list }) => list),
  }),
  inTerminal({
    name: 'doctor',
    summary: 'check this machine and report what is missing',
    defaults: { prepare: false },
    also: ['device', 'json'],
    load: () => import('../commands/doctor.ts').then(({ doctor }) => doctor),
  }),
  inTerminal({
    name: 'cache',
    summary: 'list the engines, MPI, data sets and decoded images on disk; `cache clean` removes them',
    example: 'clean items',
    defaults: { yes: false },
    also: ['json'],
    words: { name: '[clean [NAME …]]', min: 0, max: Infinity, first: 'clean' },
    load: () => import('../commands/cache.ts').then(({ cache }) => cache),
  }),
];
