import { shellCommand } from '../../core/index.ts';
import type { RunState } from '../folds/run-state.ts';
import { html, type Html } from './html.ts';

/** How commands name a run, and which one repeats it. */
export interface RunArguments {
  /** The path of the run folder. */
  readonly folder: string;
  /** The arguments that repeat the run; null if they are not known. */
  readonly repeat: readonly string[] | null;
}

const NONE: Html = html``;

/** Returns how to use the model of a run, and how to repeat the run; nothing if it saved no model. */
export const modelParts = (state: RunState, run: RunArguments | undefined): Html =>
  run === undefined || (state.saved === null && state.best === null)
    ? NONE
    : html`${modelUse(state, run)} ${repetition(state, run)}`;

const modelUse = (state: RunState, { folder }: RunArguments): Html => {
  const uses: readonly (readonly [what: string, ...lines: readonly string[]])[] = [
    ['predict an image', shellCommand(['predict', folder, 'photo.jpg'])],
    ['validate on other images', shellCommand(['validate', folder, '--data', 'DIR'])],
    ['serve predictions', shellCommand(['serve', folder])],
    ['make a web page of it', shellCommand(['export', folder, '--format', 'tfjs'])],
    [
      'in TypeScript',
      "import { loadModel } from 'millrace/node';",
      `const model = await loadModel(${quoted(folder)});`,
      "const [best] = await model.predict('photo.jpg');",
    ],
  ];
  return html`<section>
    <h2>Use this model</h2>
    <dl class="commands">
      ${uses.map(
        ([what, ...lines]) =>
          html`<dt>${what}</dt>
            <dd>${code(lines)}</dd>`,
      )}
    </dl>
    <p class="note">${modelNote(state)} ${pathNote(folder)}</p>
  </section>`;
};

const modelNote = ({ best }: RunState): string =>
  best === null
    ? 'Each loads model.safetensors, the model of the last epoch.'
    : `Each loads best.safetensors, the model of the best epoch${best.epoch === null ? '' : `, ${best.epoch.number}`}.`;

/** A page may be opened anywhere. */
const pathNote = (folder: string): string =>
  folder.startsWith('/')
    ? ''
    : 'Paths are relative to the working directory of the command that wrote this page.';

const repetition = ({ run: started, found }: RunState, { repeat }: RunArguments): Html => {
  if (repeat === null) return NONE;
  const valley = found?.valley ?? null;
  // The configuration has the rate that was found; the search is part of the run.
  const searched = valley !== null && started?.config['lr'] === valley ? ['--lr', 'auto'] : [];
  return html`<section>
    <h2>Repeat this run</h2>
    ${code([shellCommand([...repeat, ...searched])])}
    <p class="note">config.json has all options with their final values; flags override them.</p>
  </section>`;
};

const code = (lines: readonly string[]): Html =>
  html`<pre>${lines.map((line) => html`<code>${line}</code>`)}</pre>`;

/** Returns a string literal in single quotes, without control characters. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", String.raw`\'`)}'`;
