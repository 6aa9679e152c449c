import { html, type Html } from './html.ts';

/**
 * Returns a table with titles, which scrolls if the page is too narrow for it.
 *
 * @param titles the cells of the header row
 * @param look `words` aligns text to the left, `numbers` to the right
 */
export const scrollTable = (
  titles: readonly Html[],
  body: readonly Html[],
  look: 'words' | 'numbers',
): Html =>
  html`<div class="scroll" tabindex="0">
    <table class="${look}">
      <thead>
        <tr>
          ${titles}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
