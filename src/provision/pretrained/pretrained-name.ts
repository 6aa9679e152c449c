import { badOption, MillraceError } from '../../core/index.ts';

/** A model on the Hub. */
export interface PretrainedName {
  /** Owner and name, for example `timm/resnet18d.ra2_in1k`. */
  readonly repo: string;
  /** A branch, a tag or a commit; `main` by default. */
  readonly revision: string;
}

const PATTERN = /^(?:(?<owner>\w[\w.-]*)\/)?(?<name>\w[\w.-]*)(?:@(?<revision>\w[\w./-]*))?$/;
/** The owner of the models of timm. */
const OWNER = 'timm';
const MAX_LENGTH = 200;
/** Names of locks and workspaces in the cache. */
const RESERVED = /\.(lock(\.stale-.*)?|partial-.*)$/;

/**
 * Returns the model that a name stands for: `resnet18d.ra2_in1k` of timm, or `owner/name`, each with `@revision` if it is
 * not the newest one. Returns null unless the text is such a name.
 */
export function pretrainedNameIn(text: string): PretrainedName | null {
  const { owner = OWNER, name, revision = 'main' } = PATTERN.exec(text)?.groups ?? {};
  if (name === undefined || text.length > MAX_LENGTH || text.includes('..')) return null;
  return [owner, name].some((each) => RESERVED.test(each)) ? null : { repo: `${owner}/${name}`, revision };
}

/** Returns the model that a name stands for. Throws BadOption unless the text is a name. */
export function parsePretrainedName(text: string): PretrainedName {
  const name = pretrainedNameIn(text);
  if (name !== null) return name;
  throw new MillraceError(
    badOption(
      'pretrained model',
      'a name such as resnet18d.ra2_in1k, owner/name or owner/name@revision, or the path of a safetensors file',
      JSON.stringify(text),
      'Names of timm are at https://huggingface.co/timm.',
    ),
  );
}
