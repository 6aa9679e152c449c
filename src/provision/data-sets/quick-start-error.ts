import { MillraceError, shellCommand, type AppErrorTag } from '../../core/index.ts';

/** Why the images of the quick start are not there, and what else can be done. */
export const quickStartError = (
  _tag: AppErrorTag,
  expected: string,
  received: string,
  first = 'Check the network and npm and start again',
): MillraceError =>
  new MillraceError({
    _tag,
    where: 'quick start',
    expected,
    received,
    advice: `${first}, or train on images of your own: ${shellCommand('baseline --data DIR')}`,
  });
