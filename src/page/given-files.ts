import { part } from './elements.ts';

/** Calls `onFile` with each file that is chosen, dropped, pasted or photographed, and `onOther` for anything else. */
export function onGivenFiles(onFile: (file: File) => void, onOther: () => void): void {
  const first = (files: FileList | undefined): void => {
    const file = files?.[0];
    if (file === undefined) onOther();
    else onFile(file);
  };
  for (const id of ['file', 'camera'])
    part(id, HTMLInputElement).addEventListener('change', ({ target }) => {
      const input = target as HTMLInputElement;
      if (input.files?.length) first(input.files);
      // The same file may be chosen again.
      input.value = '';
    });
  document.addEventListener('paste', ({ clipboardData }) => first(clipboardData?.files));
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('over');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) document.body.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('over');
    first(event.dataTransfer?.files);
  });
}
