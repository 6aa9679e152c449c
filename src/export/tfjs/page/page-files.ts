import type { ExportedFile } from '../../export-options.ts';
import type { Exporting } from '../../exporting.ts';
import { parameterCount } from '../../../nn/for-inference.ts';
import { imagePreparation } from '../../image-preparation.ts';
import { pageHtml } from './page-html.ts';
import { pageStyle } from './page-style.ts';

/**
 * Returns the page to try a model on, with the files of its script; none without them, and for a model that does not say
 * how images are prepared for it.
 *
 * @param shards the files of the weights
 */
export function pageFiles(
  { description, spec, page }: Exporting,
  shards: readonly ExportedFile[],
): readonly ExportedFile[] {
  const preparation = imagePreparation(description);
  if (page === undefined || typeof preparation === 'string') return [];
  const html = pageHtml({
    description,
    preparation,
    parameters: parameterCount(spec),
    bytes: shards.reduce((sum, { content }) => sum + content.length, 0),
  });
  return [{ name: 'index.html', content: html }, { name: 'page.css', content: pageStyle }, ...page];
}
