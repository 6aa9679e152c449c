import { namesAndMore, printable, type ModelDescription } from '../../core/index.ts';
import { outputNames } from '../output-names.ts';
import type { TrainingFacts } from '../training-facts.ts';

/** What a model card says. */
export interface ModelCard {
  /** timm's name of the architecture. */
  readonly name: string;
  readonly description: ModelDescription;
  /** Null if nothing is known. */
  readonly facts: TrainingFacts | null;
}

/** Scores by Millrace's names, and the Hub's names of them. */
const METRICS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  f1: 'f1',
};

/** The most class names that a card lists. */
const MAX_CLASSES = 50;

/** Returns a model card in Markdown, with the front matter that the Hugging Face Hub reads. */
export function modelCard(card: ModelCard): string {
  const { name, description, facts } = card;
  const { vocab, size, task } = description;
  const [height, width] = size;
  const what = task.kind === 'single-label' ? 'classes' : 'labels';
  return [
    '---',
    ...frontMatter(card),
    '---',
    '',
    `# ${name} for ${vocab.length} ${what}`,
    '',
    `An image classifier: timm's network \`${name}\`, trained with Millrace.`,
    '',
    `- Input: RGB images of ${height} × ${width} pixels`,
    `- ${what === 'classes' ? 'Classes' : 'Labels'}: ${namesAndMore(
      outputNames(description).map(code),
      MAX_CLASSES,
    )}`,
    ...(facts === null ? [] : factLines(facts)),
    '- Licence: not chosen yet. Set `license` above to one that the training images and the pretrained weights allow.',
    '',
    '## How to use it',
    '',
    ...usage(task.kind === 'single-label'),
    '',
    ...preparationLines(description),
    '',
  ].join('\n');
}

const frontMatter = ({ name, facts }: ModelCard): readonly string[] => [
  'license: unknown',
  'library_name: timm',
  'pipeline_tag: image-classification',
  'tags:',
  '- image-classification',
  '- timm',
  '- millrace',
  ...(facts === null ? [] : resultLines(name, facts)),
];

function resultLines(name: string, { data, scores }: TrainingFacts): readonly string[] {
  const known = Object.entries(scores).filter(([score]) => Object.hasOwn(METRICS, score));
  if (known.length === 0) return [];
  return [
    'model-index:',
    `- name: ${name}`,
    '  results:',
    '  - task:',
    '      type: image-classification',
    '    dataset:',
    `      name: ${JSON.stringify(data)}`,
    '      type: imagefolder',
    '      split: validation',
    '    metrics:',
    ...known.flatMap(([score, value]) => [
      `    - type: ${METRICS[score]}`,
      `      value: ${Number(value.toFixed(4))}`,
    ]),
  ];
}

const factLines = ({
  data,
  trainImages,
  validImages,
  scores,
  pretrained,
}: TrainingFacts): readonly string[] => [
  `- Data: ${code(data)}, ${trainImages} images to train on and ${validImages} to validate`,
  `- Starting weights: ${pretrained === null ? 'random' : code(pretrained)}`,
  ...(Object.keys(scores).length === 0
    ? []
    : [
        `- On the validation images: ${Object.entries(scores)
          .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value.toFixed(4)}`)
          .join(', ')}`,
      ]),
];

/** Returns text as code in Markdown: in more backticks than it has in a row itself. */
function code(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(1 + Math.max(0, ...runs));
  const space = runs.length === 0 ? '' : ' ';
  return `${fence}${space}${printable(text)}${space}${fence}`;
}

const usage = (isSingle: boolean): readonly string[] => [
  '```python',
  'import timm, torch',
  'from PIL import Image',
  '',
  "model = timm.create_model('local-dir:.', pretrained=True).eval()    # this folder; on the Hub: 'hf-hub:USER/NAME'",
  'config = timm.data.resolve_model_data_config(model)',
  'transform = timm.data.create_transform(**config, is_training=False)',
  '',
  "image = transform(Image.open('photo.jpg').convert('RGB')).unsqueeze(0)",
  'with torch.no_grad():',
  `    probabilities = model(image)${isSingle ? '.softmax(-1)' : '.sigmoid()'}[0]`,
  'for name, probability in zip(model.pretrained_cfg["label_names"], probabilities):',
  "    print(f'{name}: {probability:.3f}')",
  '```',
];

/** Says how timm's preparation differs from that of the training; nothing if they are alike, or if that one is unknown. */
function preparationLines({ size, preparation }: ModelDescription): readonly string[] {
  if (preparation === null) return [];
  const [first, ...others] = preparation.item;
  const { method, size: between } = first?.settings ?? {};
  const isOneStep =
    others.length === 0 && isEqual(between, size) && (method === 'crop' || method === 'squish');
  return isOneStep
    ? []
    : [
        "Millrace's validation prepares images in other steps than this transform, so that probabilities differ slightly. Its first steps, each at the centre of the image:",
        '',
        '```json',
        JSON.stringify(preparation.item),
        '```',
        '',
      ];
}

const isEqual = (a: unknown, b: readonly number[]): boolean => JSON.stringify(a) === JSON.stringify(b);
