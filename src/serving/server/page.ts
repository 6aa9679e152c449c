import { createHash } from 'node:crypto';
import { answerArea, imageInput } from '../../reports/index.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

/** The page to try a model on: one self-contained file. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Millrace</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>
<p>Millrace</p>
<h1 id="title">Image classifier</h1>
<p id="facts"></p>
<details id="known" hidden><summary id="count"></summary><p id="classes"></p></details>
</header>
<div class="work">
${imageInput('<label class="button photo" for="camera">Take a photo</label>')}
<section class="result" id="result" aria-live="polite" aria-label="Prediction">
${answerArea('classes')}
</section>
</div>
<section class="command">
<h2>From a shell</h2>
<div class="line"><pre tabindex="0"><code id="curl"></code></pre><button class="button" id="copy" type="button">Copy</button></div>
</section>
<footer>Images are sent to this server only. <a href="model">Model</a> · <a href="metrics">Metrics</a></footer>
</main>
<script>${pageScript}</script>
</body>
</html>
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The Content-Security-Policy of the page: its own style and script, and requests to this server only. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src ${hashOf(pageStyle)}`,
  `script-src ${hashOf(pageScript)}`,
  'img-src blob: data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
