/** The script of the page: sends an image to the server and shows the answer. */
export const pageScript = String.raw`
'use strict';
const part = (id) => document.getElementById(id);
const drop = part('drop');
const preview = part('preview');
const result = part('result');
const limits = { maxImageBytes: Infinity };
let sending = null;

const percent = (fraction) => (100 * fraction).toFixed(1) + '\u00a0%';
const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + '\u00a0MB';

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function row({ label, probability }) {
  const made = element('li', '', '');
  const bar = element('div', 'bar', '');
  const fill = element('i', '', '');
  bar.append(fill);
  made.append(element('span', 'label', label), element('span', '', percent(probability)), bar);
  // After a frame, so that the bar grows.
  requestAnimationFrame(() => requestAnimationFrame(() => (fill.style.width = 100 * probability + '%')));
  return made;
}

/** Shows a heading, bars, a note and a fault; what is not given disappears. */
function show({ name = '', top = [], note = '', fault = '' }) {
  part('name').textContent = name;
  part('bars').replaceChildren(...top.map(row));
  part('note').textContent = note;
  part('fault').textContent = fault;
  part('fault').hidden = fault === '';
}

function showPreview(file) {
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(file);
  preview.alt = file.name;
  preview.hidden = false;
  part('unseen').hidden = true;
  drop.classList.add('filled');
}

// Some formats, such as TIFF, are predicted but not shown by browsers.
preview.addEventListener('error', () => {
  preview.hidden = true;
  part('unseen').textContent = preview.alt;
  part('unseen').hidden = false;
});

async function answerOf(file, signal) {
  const type = file.type.startsWith('image/') ? file.type : 'application/octet-stream';
  const response = await fetch('predict?top_k=5', {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: file,
    signal,
  });
  return response.json();
}

async function predict(file) {
  sending?.abort();
  const own = (sending = new AbortController());
  showPreview(file);
  if (file.size > limits.maxImageBytes) {
    result.removeAttribute('aria-busy');
    show({ fault: 'This file has ' + megabytes(file.size) + '; the server accepts ' + megabytes(limits.maxImageBytes) + '.' });
    return;
  }
  result.setAttribute('aria-busy', 'true');
  part('note').textContent = 'Predicting…';
  const startedAt = performance.now();
  try {
    const answer = await answerOf(file, own.signal);
    if (own !== sending) return;
    const note = 'Answered in ' + Math.round(performance.now() - startedAt) + '\u00a0ms.';
    const labels = [].concat(answer.label ?? []);
    if ('error' in answer) show({ fault: 'This image was not predicted: ' + answer.error + '.' });
    else show({ name: labels.join(', ') || 'none of its labels', top: answer.top, note });
  } catch (cause) {
    if (own !== sending) return;
    show({ fault: 'The server does not answer. Check that it still runs, then choose the image again.' });
  }
  result.removeAttribute('aria-busy');
}

const predictFirst = (files) => {
  if (files.length > 0) predict(files[0]);
  else show({ fault: 'That is not a file. Drop an image file, or copy an image and paste it.' });
};

for (const id of ['file', 'camera'])
  part(id).addEventListener('change', ({ target }) => {
    if (target.files.length > 0) predict(target.files[0]);
    // The same file may be chosen again.
    target.value = '';
  });
document.addEventListener('paste', ({ clipboardData }) => predictFirst(clipboardData.files));
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
  predictFirst(event.dataTransfer.files);
});

part('curl').textContent =
  "curl --data-binary @cat.jpg -H 'Content-Type: image/jpeg' " + new URL('predict', location.href).href;
if (navigator.clipboard)
  part('copy').addEventListener('click', async () => {
    await navigator.clipboard.writeText(part('curl').textContent);
    part('copy').textContent = 'Copied';
    setTimeout(() => (part('copy').textContent = 'Copy'), 1500);
  });
else part('copy').hidden = true;

function describe(model) {
  Object.assign(limits, model.limits);
  const { name, architecture, size, classes } = model;
  document.title = name + ' · Millrace';
  part('title').textContent = name;
  part('facts').textContent = architecture + ' · ' + size[1] + ' × ' + size[0] + ' pixels';
  part('count').textContent = classes.length + ' classes';
  part('classes').textContent = classes.join(', ');
  part('known').hidden = false;
}

fetch('model')
  .then((response) => response.json())
  .then(describe)
  .catch(() => show({ fault: 'The server does not answer. Check that it still runs, then reload this page.' }));
`;
