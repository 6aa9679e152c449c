/** Why a file cannot be read, and what to do. */
export interface ContentFault {
  readonly received: string;
  readonly advice: string;
}

/** What to do about a pickle file. */
export const PICKLE_ADVICE =
  "Use the safetensors file of the same model, or write one in Python: safetensors.torch.save_file(model.state_dict(), 'model.safetensors').";

/** Contents that are saved in place of a model, in Latin-1. */
const CONTENTS: readonly (readonly [pattern: RegExp, received: string, advice: string])[] = [
  [
    /^version https:\/\/git-lfs/,
    'a pointer of Git LFS instead of the file itself',
    'Fetch the file: git lfs pull.',
  ],
  [
    /^\s*<(!doctype|html|head|body|\?xml)/i,
    'an HTML page instead of the file itself',
    'Download the file itself, not the page about it.',
  ],
  [
    /^(PK\x03\x04|\x80[\x02-\x05])/,
    'a pickle file or an archive under this name: reading a pickle can run code, so nothing was read',
    PICKLE_ADVICE,
  ],
];

/**
 * Describes a file that cannot be decoded, by its first bytes.
 *
 * @param reason what the decoder reported
 */
export function notSafetensors(bytes: Uint8Array, reason: string): ContentFault {
  const head = Buffer.from(bytes.subarray(0, 100)).toString('latin1');
  const [, received, advice] = CONTENTS.find(([pattern]) => pattern.test(head)) ?? [];
  return {
    received: received ?? reason,
    advice: advice ?? 'Copy or download the file again, or use another model.',
  };
}
