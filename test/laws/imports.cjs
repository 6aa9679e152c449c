/**
 * Which file may import which: the rooms of the design, checked on every `npm test`. Each law says why it is one.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */

const rxjsAndFpTs = '^node_modules/(rxjs|fp-ts)/';
const tensorFlow = '^node_modules/@tensorflow/';
/** Which tfjs-core's declarations need. */
const types = '^node_modules/long/';
const index = '^src/[^/]+/index\\.ts$';
/** The rooms of the pipeline: each may know the types of the one before it. */
const numbered = ['files', 'items', 'batches', 'steps', 'metrics'];
/** Whatever starts something: nothing of ours imports them. */
const entries = [
  '^src/(index|node)\\.ts$',
  '^src/io/processes/tsx\\.js$',
  '^pipelines/',
  '^tui/(main\\.tsx|engine-process/runner\\.ts|millrace\\.ts)$',
  '^src/engine/print-',
];

/** The files of a room may import what matches one of the patterns, and nothing else: no room, package or Node module. */
const only = (room, may, why) => ({
  name: `${room.replaceAll('/', '-')}-imports-only`,
  comment: why,
  severity: 'error',
  from: { path: `^${room}/` },
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
      ],
      `Room ${i + 1} of the pipeline knows the words, the streams, the engine and the network. It reaches the world ` +
        'through capabilities, and other rooms of the pipeline through the stream: so each operator can be used and ' +
        'tested without the others.',
    ),
  ];
  if (before !== undefined)
    laws.push(
      never(
        `src-${room}-takes-only-types-of-${before}`,
        { path: `^src/${room}/` },
        { path: `^src/${before}/`, dependencyTypesNot: ['type-only'] },
        `What ${before} makes arrives in a stream; ${room} knows its type and none of its functions.`,
      ),
    );
  return laws;
});

module.exports = {
  forbidden: [
    only(
      'src/core',
      [rxjsAndFpTs],
      'Core is the vocabulary of all rooms: it knows none of them, and no I/O.',
    ),
    only(
      'src/flow',
      [rooms('core'), rxjsAndFpTs],
      'Stream operators know nothing of images: letters test them.',
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
      'The engine is TensorFlow and nothing else: no streams, no images, no files.',
    ),
    never(
      'src-engine-files-are-graphs',
      { path: '^src/engine/', pathNot: '^src/engine/graph/graph\\.ts$' },
      { path: '^(node:)?fs$' },
      'TensorFlow takes a graph from a file only; whatever else is on a disk is a capability.',
    ),
    only(
      'src/nn',
      [rooms('core', 'engine'), '^node_modules/fp-ts/'],
      'Networks, losses, optimizers, schedules and scores are arithmetic: pure functions, no streams, no files.',
    ),
    ...numberedRooms,
    only(
      'src/learner',
      [rooms('core', 'flow', 'engine', 'nn', ...numbered), rxjsAndFpTs],
      'The short way is a composition of the rooms, which anybody could write: it has no way to the world of its own.',
    ),
    only(
      'src/reports',
      [rooms('core', 'flow', 'metrics'), rxjsAndFpTs, '^node_modules/[^@]', '^(node:)?path$'],
      'Reports turn metrics into text. They do not compute with tensors, and files are capabilities. flow is allowed: ' +
        'stream operators that know nothing of images.',
    ),
    never(
      'src-reports-packages',
      { path: '^src/reports/' },
      { path: '^node_modules/(@tensorflow|sharp|ink|react)' },
      'Reports draw plain numbers and pixels: no engine, no decoder, no terminal.',
    ),
    never(
      'src-reports-takes-only-types-of-metrics',
      { path: '^src/reports/' },
      { path: '^src/metrics/', dependencyTypesNot: ['type-only'] },
      'A report knows what a metric is, not how it came about: metrics.jsonl can be replayed into it.',
    ),
    never(
      'src-io-imports-no-room',
      { path: '^src/io/' },
      { path: ['^src/', '^pipelines/', '^tui/'], pathNot: rooms('core', 'flow', 'io') },
      'The world serves all rooms and knows none: it gives capabilities, typed in core. flow is allowed: stream ' +
        'operators that know nothing of images.',
    ),
    never(
      'src-provision-imports-io-alone',
      { path: '^src/provision/' },
      { path: ['^src/', '^pipelines/', '^tui/'], pathNot: rooms('core', 'io', 'provision') },
      'It brings things to the machine before a run: files and processes are all it needs.',
    ),
    never(
      'src-io-packages',
      { path: '^src/(io|provision)/' },
      { path: '^node_modules/(ink|react)/' },
      'Whoever reads files or starts processes does not draw.',
    ),
    never(
      'src-index-lists-rooms',
      { path: '^src/index\\.ts$' },
      { pathNot: index },
      'The public list names what the rooms export, and nothing besides.',
    ),
    never(
      'only-the-edge-imports-io',
      { path: '^(src|pipelines)/', pathNot: ['^src/(io|provision)/', '^src/node\\.ts$'] },
      { path: '^src/(io|provision)/' },
      'The live world is handed over by the edge, as capabilities: the terminal, and src/node.ts for scripts.',
    ),
    never(
      'src-node-joins',
      { path: '^src/node\\.ts$' },
      { path: '^(src|pipelines|tui)/', pathNot: rooms('core', 'io', 'provision') },
      'Scripts get the live world from it, and everything else from the public list.',
    ),
    never(
      'the-table-is-data',
      { path: '^pipelines/(table|options)\\.ts$' },
      { pathNot: '^pipelines/(table|options)\\.ts$', dependencyTypesNot: ['type-only'] },
      'The help is written from it: it loads no room.',
    ),
    never(
      'the-help-loads-no-room',
      { path: '^tui/(millrace\\.ts|cli/(quick-answer|tables|help|commands|option-table)\\.ts)$' },
      {
        path: ['^src/', '^pipelines/', '^node_modules/'],
        pathNot: [rooms('core'), '^pipelines/table\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
      'Help is printed at once: names, summaries and options are data.',
    ),
    never(
      'pipelines-import-only-the-public-list',
      { path: '^pipelines/' },
      { pathNot: ['^src/index\\.ts$', '^pipelines/', rxjsAndFpTs] },
      'A pipeline is written with what everybody can use; its capabilities come as arguments.',
    ),
    never(
      'tui-imports-no-engine',
      { path: '^tui/' },
      { path: [tensorFlow, '^node_modules/sharp/'] },
      'The terminal has a process of its own: TensorFlow blocks its thread and writes to file descriptor 2.',
    ),
    never(
      'tui-imports-words-and-reports',
      { path: '^tui/', pathNot: '^tui/(main\\.tsx$|engine-process/|commands/)' },
      {
        path: ['^src/', '^pipelines/'],
        pathNot: [rooms('core', 'flow', 'metrics', 'reports'), '^pipelines/table\\.ts$'],
      },
      'The dashboard knows nothing that the log does not: words, metrics, reports, and stream operators that know ' +
        'nothing of images.',
    ),
    never(
      'tui-main-starts-and-shows',
      { path: '^tui/(main\\.tsx$|engine-process/own-pipeline\\.ts$|commands/)' },
      {
        path: ['^src/', '^pipelines/'],
        pathNot: [
          rooms('core', 'flow', 'metrics', 'reports', 'io', 'provision'),
          '^pipelines/(options|table|image-errors)\\.ts$',
        ],
      },
      'The edge reads arguments, starts the child and shows its metrics: what trains is in the child.',
    ),
    never(
      'tui-runner-joins',
      { path: '^tui/engine-process/runner\\.ts$' },
      { path: '^src/', pathNot: [rooms('core', 'flow', 'metrics', 'reports', 'io'), '^src/index\\.ts$'] },
      'The child joins capabilities and a pipeline through the public list.',
    ),
    never(
      'tui-takes-only-types-of-metrics',
      { path: '^tui/' },
      { path: '^src/metrics/', dependencyTypesNot: ['type-only'] },
      'The terminal shows metrics, it does not make them.',
    ),
    never(
      'only-engine-names-tensorflow',
      { path: '^(src|pipelines|tui)/', pathNot: '^src/engine/' },
      { path: tensorFlow },
      'One room answers for tensors, so that another engine can take its place.',
    ),
    never(
      'tensorflow-is-loaded-lazily',
      { path: '^src/engine/', pathNot: '^src/engine/tf\\.ts$' },
      { path: tensorFlow, dependencyTypesNot: ['type-only'] },
      'Importing Millrace loads no TensorFlow: tf.ts loads it when the first function is called.',
    ),
    never(
      'sharp-is-loaded-lazily',
      { path: '^src/' },
      { path: '^node_modules/sharp/', dependencyTypesNot: ['type-only'] },
      'The terminal needs none, and works on a machine that sharp has no build for: support/sharp.ts loads it.',
    ),
    never(
      'rooms-through-their-index',
      { path: '^src/([^/]+)/' },
      { path: '^src/[^/]+/', pathNot: ['^src/$1/', index, '^src/(io|provision|core)/[^/]+/index\\.ts$'] },
      'What a room shows is listed by hand in its index; the rest may change.',
    ),
    never(
      'rooms-through-their-index-from-outside',
      { path: ['^src/index\\.ts$', '^pipelines/', '^tui/'] },
      { path: '^src/[^/]+/', pathNot: [index, '^src/(io|provision|core)/[^/]+/index\\.ts$'] },
      'What a room shows is listed by hand in its index; the rest may change.',
    ),
    never('no-circle', {}, { circular: true }, 'Files that need each other are one file, or hide a third.'),
    never(
      'no-dead-module',
      { path: entries },
      { path: '^(src|tui)/', pathNot: entries, reachable: false },
      'What no entry reaches is dead, or is missing from the public list.',
    ),
    never(
      'no-development-dependency',
      { path: '^(src|pipelines|tui)/', pathNot: '^src/io/processes/tsx\\.js$' },
      { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
      'It is not there where Millrace is installed.',
    ),
    never(
      'no-undeclared-package',
      { path: '^(src|pipelines|tui)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
      'A package that package.json does not name is there by accident.',
    ),
    never('no-missing-file', {}, { couldNotResolve: true, pathNot: '^tsx/' }, 'It fails when it runs.'),
    never(
      'no-test-in-the-product',
      { path: '^(src|pipelines|tui)/' },
      { path: '^test/' },
      'Tests know the product, never the other way round.',
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
