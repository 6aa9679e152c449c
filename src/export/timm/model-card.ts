import { namesAndMore, type ModelDescription } from '../../core/index.ts';
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
      vocab.map((each) => `\`${each}\``),
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
  `- Data: \`${data}\`, ${trainImages} images to train on and ${validImages} to validate`,
  `- Starting weights: ${pretrained === null ? 'random' : `\`${pretrained}\``}`,
  ...(Object.keys(scores).length === 0
    ? []
    : [
        `- On the validation images: ${Object.entries(scores)
          .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value.toFixed(4)}`)
          .join(', ')}`,
      ]),
];

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

/** Says how timm's preparation differs from that of the model. */
function preparationLines({ size, preparation }: ModelDescription): readonly string[] {
  const [height, width] = size;
  const resize = preparation?.item.find(({ name }) => name === 'resize');
  const between = resize?.settings['size'];
  const isOneStep = Array.isArray(between) && between[0] === height && between[1] === width;
  return isOneStep
    ? []
    : [
        "In training, images were resized in two steps; timm's transform resizes them once, so that probabilities differ slightly.",
        '',
      ];
}
