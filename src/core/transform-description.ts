import { isRecord } from './is-record.ts';
import { isShallow } from './is-shallow.ts';

/** A transform as plain data: its name, and its arguments with defaults filled in. */
export interface TransformDescription {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Characters of the longest settings in JSON: ten times those of any transform of Millrace. */
const MAX_SETTINGS = 10_000;

/**
 * Returns a transform as plain JSON. Settings of a user's own transform that JSON cannot hold, or only in more than 10,000
 * characters, are left out.
 */
export const describeTransform = ({ name, settings }: TransformDescription): TransformDescription => ({
  name,
  settings: plainSettings(settings),
});

function plainSettings(settings: unknown): TransformDescription['settings'] {
  try {
    const text = JSON.stringify(settings) as string | undefined;
    const plain: unknown = text === undefined || text.length > MAX_SETTINGS ? null : JSON.parse(text);
    return isRecord(plain) && isShallow(plain) ? plain : {};
  } catch {
    // A cycle, a BigInt or very deep nesting.
    return {};
  }
}
