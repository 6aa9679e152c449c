import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink-testing-library';
import type { ReactElement } from 'react';

/** The last frame of a component as lines, without colours. */
export function shown(element: ReactElement): readonly string[] {
  const { lastFrame, unmount } = render(element);
  const frame = lastFrame() ?? '';
  unmount();
  return stripVTControlCharacters(frame).split('\n');
}
