import type { ImagesFound, Notice } from '../../core/index.ts';

/** The maximum number of notices of each kind. */
export const MAX_NOTICES = 20;

/** What a run has told the user. */
export interface Notices {
  /** The latest warnings and notices, up to `LIMITS.notices`. */
  readonly notices: readonly string[];
  /** The latest reasons of options that the run chose, up to `LIMITS.notices`. */
  readonly choices: readonly string[];
}

export const noNotices: Notices = { notices: [], choices: [] };

/** Returns the notices after one more, or after the warnings about the images. */
export function withNotices({ notices, choices }: Notices, metric: Notice | ImagesFound): Notices {
  const latest = (texts: readonly string[]): readonly string[] => texts.slice(-MAX_NOTICES);
  if (metric._tag === 'ImagesFound')
    return { notices: latest([...notices, ...metric.warnings.map((text) => `warning: ${text}`)]), choices };
  return metric.isChoice === true
    ? { notices, choices: latest([...choices, metric.text]) }
    : { notices: latest([...notices, metric.text]), choices };
}
