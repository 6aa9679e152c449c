import { formatBytes, printable, type ModelDescription } from '../../../core/index.ts';
import { answerArea, formatPlural, htmlText, imageInput } from '../../../reports/index.ts';
import type { ImagePreparation } from '../../image-preparation.ts';
import type { PageConfig } from './page-config.ts';
import { pixels, preparationWords } from './preparation-words.ts';

/** What the page tells about its model. */
export interface PageFacts {
  readonly description: ModelDescription;
  readonly preparation: ImagePreparation;
  readonly parameters: number;
  /** Bytes of the weights. */
  readonly bytes: number;
}

/**
 * Its own files only, and WebAssembly. The style of its elements is set by its script, which the policy allows; a `<meta>`
 * cannot set `frame-ancestors`.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src blob: data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Class names in the heading; more of them are only in the list below. */
const NAMED = 4;

const PHOTO_BUTTON =
  '<button class="button photo" type="button" id="photo" hidden><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" aria-hidden="true"><path d="M4 7h3l2-3h6l2 3h3a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z"/><circle cx="12" cy="13" r="4"/></svg>Take a photo</button>';

/** Returns `index.html`: the page to try a model on. */
export function pageHtml({ description, preparation, parameters, bytes }: PageFacts): string {
  const { architecture, vocab, size, task } = description;
  const config: PageConfig = {
    classes: vocab.map(printable),
    size,
    task,
    item: preparation.item.map(({ name, settings }) => ({ name, settings })),
    map: preparation.map,
    bytes,
  };
  const heading = headingOf(vocab);
  const isSingle = task.kind === 'single-label';
  const counted = isSingle ? `${vocab.length} classes` : formatPlural(vocab.length, 'label');
  const facts: readonly (readonly [term: string, text: string])[] = [
    ['Architecture', architecture],
    ['Parameters', `${parameters.toLocaleString('en')} (${formatBytes(bytes)})`],
    ['Input', pixels(size)],
    ['Answer', answerWords(task)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Millrace">
<meta name="referrer" content="no-referrer">
<title>${htmlText(heading)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script type="application/json" id="config">${JSON.stringify(config).replaceAll('<', '\\u003c')}</script>
<script src="page.js" defer></script>
</head>
<body>
<main>
<header>
<p>Image classifier · ${counted}</p>
<h1>${htmlText(heading)}</h1>
<p class="quiet">The model runs in your browser: images stay on this device.</p>
</header>
<div class="work">
${imageInput(PHOTO_BUTTON)}
<section class="result" id="result" aria-label="Prediction">
<div class="loading" id="loading"><p class="quiet" id="progressText">Loading the model…</p><progress id="progress" max="1" value="0" aria-labelledby="progressText"></progress></div>
<div aria-live="polite" id="answer">
${answerArea(isSingle ? 'classes' : 'labels')}
</div>
<noscript><p class="fault">This page needs JavaScript, which runs the model.</p></noscript>
</section>
</div>
<section class="about">
<h2>About this model</h2>
<dl>
${facts.map(([term, text]) => `<div><dt>${term}</dt><dd>${htmlText(text)}</dd></div>`).join('\n')}
<div class="wide"><dt>Preparation</dt><dd>${htmlText(preparationWords(preparation))}</dd></div>
<div class="wide"><dt>${counted}</dt><dd><ul class="chips" tabindex="0" aria-label="${isSingle ? 'Classes' : 'Labels'}">${vocab.map((name) => `<li>${htmlText(name)}</li>`).join('')}</ul></dd></div>
</dl>
</section>
<footer><span>Trained with Millrace</span><span>Runs on TensorFlow.js · <a href="LICENSES.txt">Licences</a></span></footer>
</main>
<dialog id="viewfinder" aria-label="Camera">
<video id="video" playsinline muted></video>
<div class="shutters"><button class="button" type="button" id="closeCamera">Cancel</button><button class="shutter" type="button" id="shutter" aria-label="Take the photo"></button><span></span></div>
</dialog>
</body>
</html>
`;
}

/** "cat, dog or zebra?" for few classes. */
function headingOf(vocab: readonly string[]): string {
  const [first = '', ...others] = vocab;
  const last = others.at(-1);
  return last === undefined || vocab.length > NAMED
    ? 'What does this image show?'
    : `${[first, ...others.slice(0, -1)].join(', ')} or ${last}?`;
}

const answerWords = (task: ModelDescription['task']): string =>
  task.kind === 'single-label'
    ? 'one class per image'
    : `every label with a probability above ${percent(task.threshold)}`;

/** Returns a fraction in percent, unrounded: 100 · 0.07 is 7.000000000000001. */
const percent = (fraction: number): string => `${Number((100 * fraction).toPrecision(12))} %`;
