/**
 * Which file may import which, checked by every `npm test`. Each law gives its reason.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */

const rxjsAndFpTs = '^node_modules/(rxjs|fp-ts)/';
const tensorFlow = '^node_modules/@tensorflow/';
/** Imported by the declarations of tfjs-core. */
const types = '^node_modules/long/';
/** The indexes of the rooms; that of nn has a part for processes that do not train. */
const index = '^src/([^/]+/index|nn/for-inference)\\.ts$';
/** The rooms of the pipeline, in order: each may import types from the one before it. */
const numbered = ['files', 'items', 'batches', 'steps', 'metrics'];
/** Entry points: no other file imports them. */
const entries = [
  '^src/(index|node)\\.ts$',
  '^src/io/processes/tsx\\.js$',
  '^src/io/collective/mpi-worker\\.ts$',
  '^src/page/main\\.ts$',
  '^src/prediction-process\\.ts$',
  '^pipelines/',
  '^tui/(main\\.tsx|engine-process/runner\\.ts|millrace\\.ts)$',
  '^src/engine/print-',
];

/**
 * Forbids a room every import that matches none of the patterns `may`: rooms, packages and Node modules. The part of the
 * room that matches `except` has a law of its own.
 */
const only = (room, may, why, except = '^$') => ({
  name: `${room.replaceAll('/', '-')}-imports-only`,
  comment: why,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: except },
  to: { pathNot: [`^${room}/`, ...may] },
});

const never = (name, from, to, why) => ({ name, comment: why, severity: 'error', from, to });

const rooms = (...names) => `^src/(${names.join('|')})/`;

const numberedRooms = numbered.flatMap((room, i) => {
  const before = numbered[i - 1];
  const laws = [
    only(
      `src/${room}`,
      [
        rooms('core', 'flow', 'engine', 'nn', ...(before === undefined ? [] : [before])),
        rxjsAndFpTs,
        '^(node:)?path$',
        ...(room === 'files' ? ['^node_modules/csv-parse/'] : []),
      ],
      `Room ${i + 1} of the pipeline builds on core, flow, engine and nn only. Data from other rooms arrives in the ` +
        'stream, and I/O through capabilities, so each operator can be used and tested alone.',
    ),
  ];
  if (before !== undefined)
    laws.push(
      never(
        `src-${room}-takes-only-types-of-${before}`,
        { path: `^src/${room}/` },
        { path: `^src/${before}/`, dependencyTypesNot: ['type-only'] },
        `The output of ${before} arrives in a stream: ${room} needs its types, not its functions.`,
      ),
    );
  return laws;
});

module.exports = {
  forbidden: [
    only(
      'src/core',
      [rxjsAndFpTs],
      'Core defines the types that all rooms share: it depends on no other room and does no I/O.',
    ),
    only(
      'src/flow',
      [rooms('core'), rxjsAndFpTs],
      'Flow operators are generic: their tests use letters instead of images.',
    ),
    only(
      'src/engine',
      [
        rooms('core'),
        '^node_modules/fp-ts/',
        tensorFlow,
        types,
        '^(node:)?(fs|module|os|path|process|url|util)$',
      ],
      'The engine wraps TensorFlow: it needs no streams, and no room but core.',
    ),
    never(
      'src-engine-reads-no-files',
      { path: '^src/engine/', pathNot: '^src/engine/is-emulated\\.ts$' },
      { path: '^(node:)?fs$' },
      'Disk access goes through capabilities; only /proc/cpuinfo is read directly.',
    ),
    only(
      'src/nn',
      [rooms('core', 'engine'), '^node_modules/fp-ts/'],
      'Networks, losses, optimizers, schedules and scores are arithmetic: no streams, no files.',
    ),
    ...numberedRooms,
    only(
      'src/verify',
      [rooms('core', 'flow'), rxjsAndFpTs, '^node_modules/csv-parse/'],
      'Verification compares pixels, files and labels: it needs no engine, and decodes through capabilities.',
    ),
    only(
      'src/prediction',
      [rooms('core', 'flow', 'engine', 'nn', 'items', 'batches'), rxjsAndFpTs],
      'Prediction needs a model, images and their transforms: no lists of images, no training, no metrics.',
    ),
    only(
      'src/export',
      [rooms('core', 'nn', 'engine', 'items', 'batches', 'reports'), '^node_modules/fp-ts/'],
      'An export is a function from a saved model to files: no I/O, no streams, and nothing that computes. Its page has ' +
        'the colours of the report.',
    ),
    only(
      'src/page',
      [rooms('core', 'items', 'batches', 'export'), tensorFlow],
      'The page of an exported model runs in a browser: it prepares images by the code of validation, and computes by ' +
        'plain TensorFlow.js.',
    ),
    never(
      'src-page-takes-only-types-of-export',
      { path: '^src/page/' },
      { path: '^src/(batches|export)/', dependencyTypesNot: ['type-only'] },
      'The settings of the page are data in its HTML.',
    ),
    only(
      'src/serving',
      [rooms('core', 'flow', 'files', 'io', 'provision'), rxjsAndFpTs, '^(node:)?(path|url)$'],
      'Serving starts and asks the process that predicts: TensorFlow would block its event loop.',
      '^src/serving/server/',
    ),
    only(
      'src/serving/server',
      [
        rooms('core', 'flow', 'reports'),
        rxjsAndFpTs,
        '^node_modules/(hono|@hono/node-server)/',
        '^(node:)?(crypto|http|net)$',
      ],
      'A server answers with any function that predicts. Its page has the colours of the report.',
    ),
    never(
      'only-the-server-imports-hono',
      { path: '^(src|pipelines|tui)/', pathNot: '^src/serving/server/' },
      { path: '^node_modules/(hono|@hono)/' },
      'Only one folder depends on the HTTP framework, so that another can replace it, and nothing else loads it.',
    ),
    never(
      'src-prediction-process-joins',
      { path: '^src/prediction-process\\.ts$' },
      {
        path: '^(src|pipelines|tui)/',
        pathNot: [rooms('core', 'io', 'prediction', 'serving'), '^src/world\\.ts$'],
      },
      'A process that only predicts joins the rooms that it needs.',
    ),
    never(
      'src-prediction-process-trains-nothing',
      { path: '^src/prediction-process\\.ts$' },
      {
        path: '^src/(learner|steps|metrics|reports|verify)/|^src/nn/(index|optimizers|schedules|train-state|hook-memories)',
        reachable: true,
      },
      'A process that only predicts loads no training code.',
    ),
    only(
      'src/learner',
      [rooms('core', 'flow', 'engine', 'nn', 'prediction', ...numbered), rxjsAndFpTs],
      'The learner only composes public operators, as any user could: it does no I/O of its own.',
    ),
    only(
      'src/reports',
      [rooms('core', 'flow', 'metrics'), rxjsAndFpTs, '^node_modules/[^@]', '^(node:)?(path|zlib)$'],
      'Reports turn metrics into text and drawings. They need no tensors, and write files through capabilities; zlib ' +
        'compresses the heat maps that a page contains.',
    ),
    never(
      'src-reports-packages',
      { path: '^src/reports/' },
      { path: '^node_modules/(@tensorflow|sharp|ink|react)' },
      'Reports draw plain numbers and pixels: they need no engine, image decoder or terminal.',
    ),
    never(
      'src-reports-takes-only-types-of-metrics',
      { path: '^src/reports/' },
      { path: '^src/metrics/', dependencyTypesNot: ['type-only'] },
      'A report reads metrics and never computes them, so a recorded metrics.jsonl can be replayed into it.',
    ),
    never(
      'src-io-imports-no-room',
      { path: '^src/io/' },
      { path: ['^src/', '^pipelines/', '^tui/'], pathNot: rooms('core', 'flow', 'io') },
      'I/O implements the capabilities that core declares. It depends on no room that uses them.',
    ),
    never(
      'src-provision-imports-io-alone',
      { path: '^src/provision/' },
      { path: ['^src/', '^pipelines/', '^tui/'], pathNot: rooms('core', 'io', 'provision') },
      'Provisioning downloads and prepares files before a run. It needs files and processes, nothing else.',
    ),
    never(
      'src-io-packages',
      { path: '^src/(io|provision)/' },
      { path: '^node_modules/(ink|react)/' },
      'Code that reads files or starts processes does not render.',
    ),
    never(
      'src-index-lists-rooms',
      { path: '^src/index\\.ts$' },
      { pathNot: index },
      'The public list re-exports what the indexes of the rooms export, and nothing else.',
    ),
    never(
      'only-the-edge-imports-io',
      {
        path: '^(src|pipelines)/',
        pathNot: ['^src/(io|provision|serving)/', '^src/(node|world|prediction-process)\\.ts$'],
      },
      { path: ['^src/(io|provision|serving)/', '^src/world\\.ts$'] },
      'Only the edge creates live capabilities: the terminal, and src/node.ts for scripts.',
    ),
    never(
      'src-world-joins',
      { path: '^src/world\\.ts$' },
      { path: '^(src|pipelines|tui)/', pathNot: rooms('core', 'io', 'items') },
      "src/world.ts puts the engine's decoder in front of sharp: io has no engine, and items no I/O.",
    ),
    never(
      'src-node-joins',
      { path: '^src/node\\.ts$' },
      {
        path: '^(src|pipelines|tui)/',
        pathNot: [rooms('core', 'flow', 'io', 'provision', 'serving'), '^src/world\\.ts$'],
      },
      'src/node.ts gives scripts the live capabilities; everything else comes from the public list.',
    ),
    never(
      'the-table-is-data',
      { path: '^pipelines/(table|options|train-options|transfer-options)\\.ts$' },
      {
        pathNot: '^pipelines/(table|options|train-options|transfer-options)\\.ts$',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
      'The help reads this table, and must print without loading a room. A command is loaded when it runs.',
    ),
    never(
      'the-help-loads-no-room',
      {
        path: '^tui/(millrace\\.ts|cli/(quick-answer|tables|help|command-text|commands|implied-by|option-table|image-option-table|prediction-option-table|summary-options|transfer-option-table)\\.ts)$',
      },
      {
        path: ['^src/', '^pipelines/', '^node_modules/'],
        pathNot: [rooms('core'), '^pipelines/table\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
      'Help prints at once: names, summaries and options are plain data.',
    ),
    never(
      'pipelines-import-only-the-public-list',
      { path: '^pipelines/' },
      { pathNot: ['^src/index\\.ts$', '^pipelines/', rxjsAndFpTs] },
      'Built-in pipelines use only what every user can import; they receive capabilities as arguments.',
    ),
    never(
      'tui-imports-no-engine',
      { path: '^tui/' },
      { path: [tensorFlow, '^node_modules/sharp/'] },
      'TensorFlow blocks its thread and writes to file descriptor 2, so it runs in a child process.',
    ),
    never(
      'tui-imports-words-and-reports',
      { path: '^tui/', pathNot: '^tui/(main\\.tsx$|engine-process/|commands/)' },
      {
        path: ['^src/', '^pipelines/'],
        pathNot: [
          rooms('core', 'flow', 'metrics', 'reports'),
          '^pipelines/(options|table|model-options|train-options)\\.ts$',
        ],
      },
      'The dashboard shows nothing that the metric log lacks: it needs metrics, reports and generic operators only.',
    ),
    never(
      'tui-main-starts-and-shows',
      { path: '^tui/(main\\.tsx$|engine-process/own-command\\.ts$|commands/)' },
      {
        path: ['^src/', '^pipelines/'],
        pathNot: [
          rooms('core', 'flow', 'metrics', 'reports', 'io', 'provision', 'serving', 'export'),
          '^pipelines/(options|table|train-options|image-errors|verify|summary)\\.ts$',
        ],
      },
      'The edge parses arguments, starts the child process and shows its metrics. Training happens in the child.',
    ),
    never(
      'tui-runner-joins',
      { path: '^tui/engine-process/runner\\.ts$' },
      {
        path: '^src/',
        pathNot: [rooms('core', 'flow', 'metrics', 'reports', 'io'), '^src/(index|world)\\.ts$'],
      },
      'The child passes live capabilities to a pipeline, through the public list.',
    ),
    never(
      'tui-takes-only-types-of-metrics',
      { path: '^tui/' },
      { path: '^src/metrics/', dependencyTypesNot: ['type-only'] },
      'The terminal shows metrics and never computes them.',
    ),
    never(
      'only-engine-names-tensorflow',
      { path: '^(src|pipelines|tui)/', pathNot: '^src/(engine|page)/' },
      { path: tensorFlow },
      'Only one room depends on TensorFlow, so that another engine can replace it. The page of an exported model runs in a ' +
        'browser, without that room.',
    ),
    never(
      'tensorflow-is-loaded-lazily',
      { path: '^src/engine/', pathNot: '^src/engine/tf\\.ts$' },
      { path: tensorFlow, dependencyTypesNot: ['type-only'] },
      'Importing Millrace must not load TensorFlow: tf.ts loads it on the first call.',
    ),
    never(
      'sharp-is-loaded-lazily',
      { path: '^src/' },
      { path: '^node_modules/sharp/', dependencyTypesNot: ['type-only'] },
      'The terminal must also start on machines for which sharp has no build: support/sharp.ts loads it on first use.',
    ),
    never(
      'rooms-through-their-index',
      { path: '^src/([^/]+)/' },
      { path: '^src/[^/]+/', pathNot: ['^src/$1/', index, '^src/(io|provision|core)/[^/]+/index\\.ts$'] },
      'The index of a room lists its public parts by hand; the other files are private and may change.',
    ),
    never(
      'rooms-through-their-index-from-outside',
      { path: ['^src/index\\.ts$', '^pipelines/', '^tui/'] },
      { path: '^src/[^/]+/', pathNot: [index, '^src/(io|provision|core|serving)/[^/]+/index\\.ts$'] },
      'The index of a room lists its public parts by hand; the other files are private and may change.',
    ),
    never(
      'no-circle',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import', 'type-only'] } },
      'Files that import each other belong in one file, or share code that belongs in a third. A table of commands ' +
        'loads each command when it runs, and the command needs the types of the table.',
    ),
    never(
      'no-dead-module',
      { path: entries },
      { path: '^(src|tui)/', pathNot: entries, reachable: false },
      'A file that no entry point reaches is dead code, or is missing from the public list.',
    ),
    never(
      'no-development-dependency',
      {
        path: '^(src|pipelines|tui)/',
        pathNot: '^src/(io/processes/tsx\\.js$|io/page-files/bundle-page\\.ts$|page/)',
      },
      { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
      'Users who install Millrace do not get its development dependencies. tsx and the bundler of the page run in a clone ' +
        'only; the package has the bundled page, in which those packages are included.',
    ),
    never(
      'no-undeclared-package',
      { path: '^(src|pipelines|tui)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
      'A package that package.json does not declare is installed only by accident.',
    ),
    never(
      'no-missing-file',
      {},
      { couldNotResolve: true, pathNot: '^tsx/' },
      'The import would fail at run time.',
    ),
    never(
      'no-test-in-the-product',
      { path: '^(src|pipelines|tui)/' },
      { path: '^test/' },
      'Tests import the product, never the reverse.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
