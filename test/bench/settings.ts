/** A network and the images to train it on. */
export interface Setting {
  /** For example `xresnet18-64`. */
  readonly name: string;
  readonly arch: 'xresnet18' | 'xresnet50';
  /** Side lengths in pixels: of the network's input, and of items. */
  readonly size: number;
  readonly item: number;
  readonly batch: number;
  /** Training steps per round; evaluation takes six times as many. */
  readonly steps: number;
  /** Images per round: of loading, and of an epoch (with validation). */
  readonly load: number;
  readonly epoch: number;
}

/** The settings: a network that two cores can train, and the book's network. */
export const settings: readonly Setting[] = [
  {
    name: 'xresnet18-64',
    arch: 'xresnet18',
    size: 64,
    item: 80,
    batch: 64,
    steps: 4,
    load: 1280,
    epoch: 1280,
  },
  {
    name: 'xresnet50-128',
    arch: 'xresnet50',
    size: 128,
    item: 160,
    batch: 16,
    steps: 3,
    load: 640,
    epoch: 160,
  },
  {
    name: 'xresnet50-224',
    arch: 'xresnet50',
    size: 224,
    item: 460,
    batch: 16,
    steps: 1,
    load: 320,
    epoch: 80,
  },
];

/** The kinds of measurements. */
export const kinds = [
  'train',
  'bfloat16',
  'evaluate',
  'cold',
  'warm',
  'epoch',
  'memory',
  'first-batch',
  'predict',
  'stock',
  'overhead',
  'growth',
  'help',
  'processes',
] as const;

export type Kind = (typeof kinds)[number];

/** The required and the desired value of a ratio. */
export interface Target {
  readonly title: string;
  /** The definition of the ratio, in words. */
  readonly ratio: string;
  readonly floor: number;
  readonly goal: number;
  /** Whether less is better. */
  readonly atMost?: boolean;
}

export const targets: Readonly<
  Partial<Record<Kind | 'bfloat16-gain' | 'predict-cold' | 'predict-many', Target>>
> = {
  train: { title: 'train step', ratio: "images/s ÷ fastai's", floor: 1.1, goal: 1.3 },
  bfloat16: {
    title: 'train step, bfloat16',
    ratio: "images/s ÷ fastai's in bfloat16",
    floor: 1.05,
    goal: 1.3,
  },
  'bfloat16-gain': { title: 'bfloat16 gain', ratio: "images/s ÷ float32's", floor: 1.3, goal: 1.5 },
  evaluate: { title: 'evaluation', ratio: "images/s ÷ fastai's", floor: 1.2, goal: 2 },
  cold: { title: 'input pipeline, cold', ratio: "images/s ÷ fastai's loader", floor: 1.6, goal: 2.5 },
  warm: { title: 'input pipeline, warm', ratio: "images/s ÷ fastai's loader", floor: 4.5, goal: 10 },
  epoch: { title: 'whole epoch', ratio: "fastai's time ÷ ours", floor: 1.4, goal: 2 },
  memory: { title: 'peak memory', ratio: "ours ÷ fastai's", floor: 0.85, goal: 0.7, atMost: true },
  'predict-cold': {
    title: 'predict one image',
    ratio: "fastai's time ÷ ours, whole process",
    floor: 2,
    goal: 4,
  },
  'predict-many': { title: 'predict many images', ratio: "images/s ÷ fastai's", floor: 1.3, goal: 2 },
  stock: { title: 'train step', ratio: 'images/s ÷ stock tfjs', floor: 2.5, goal: 4 },
  overhead: {
    title: 'RxJS, metrics, dashboard',
    ratio: 'fraction of a step',
    floor: 0.01,
    goal: 0.005,
    atMost: true,
  },
  processes: {
    title: 'one process per core',
    ratio: "images/s ÷ one process's on all cores",
    floor: 0.95,
    goal: 1.1,
  },
  help: { title: '--help', ratio: "ours ÷ node -e 0's", floor: 4, goal: 2.5, atMost: true },
};
