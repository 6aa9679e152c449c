import { cssVariables } from './run-report/palette.ts';

/**
 * The style sheet of pages to try a classifier on: a light and a dark theme, for wide screens and phones, in the colours
 * of the report.
 */
export const classifierStyle = `
:root{color-scheme:light dark;${cssVariables('light')}}
@media (prefers-color-scheme:dark){:root{${cssVariables('dark')}}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:980px;margin:0 auto;padding:40px 24px 48px}
header p{margin:0;color:var(--quiet)}
h1{margin:2px 0 6px;font-size:32px;line-height:1.15;letter-spacing:-.02em;font-weight:650;overflow-wrap:anywhere}
h2{margin:0;font-size:15px;font-weight:600}
.work{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:32px;margin-top:28px;align-items:start}
.quiet{color:var(--quiet);font-size:14px;margin:0}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.drop{position:relative;display:grid;place-items:center;aspect-ratio:4/3;border:2px dashed var(--raw);border-radius:16px;cursor:pointer;overflow:hidden;text-align:center;transition:border-color .15s,background-color .15s}
.drop:hover,.over .drop{border-color:var(--smooth);background:color-mix(in srgb,var(--smooth) 8%,transparent)}
input:focus-visible+.drop,button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid var(--smooth);outline-offset:3px}
.drop img{position:absolute;inset:0;width:100%;height:100%;object-fit:contain;background:color-mix(in srgb,var(--grid) 45%,transparent)}
.drop .quiet{overflow-wrap:anywhere;max-width:100%;padding:0 16px}
.drop.filled{border-style:solid;border-color:var(--grid)}
.invitation{display:grid;gap:4px;justify-items:center;padding:24px}
.invitation svg{width:52px;height:52px;margin-bottom:8px;color:var(--smooth)}
.invitation strong{font-size:19px;font-weight:600}
.filled .invitation{display:none}
.button{display:inline-block;padding:9px 18px;border:1px solid transparent;border-radius:99px;background:var(--smooth);color:var(--paper);font:inherit;font-size:15px;font-weight:600;cursor:pointer}
.invitation .button{margin-top:12px}
.buttons{display:flex;flex-wrap:wrap;gap:10px;margin-top:12px}
.buttons .button{padding:7px 15px;font-size:14px;background:none;color:var(--ink);border-color:var(--raw)}
.buttons .button:hover{border-color:var(--smooth)}
.another,.photo{display:none}
.filled~.buttons .another{display:inline-block}
@media (pointer:coarse){.photo{display:inline-block}.buttons .button{flex:1;text-align:center}}
.result{min-height:220px}
.result .name{margin:0;font-size:26px;line-height:1.2;font-weight:650;letter-spacing:-.015em;overflow-wrap:anywhere}
.result .name:empty{display:none}
.result[aria-busy=true] .bars,.result[aria-busy=true] .name{opacity:.4}
.bars{list-style:none;margin:14px 0 16px;padding:0;display:grid;gap:12px}
.bars:empty{display:none}
.bars li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 14px}
.bars .label{overflow-wrap:anywhere}
.bars li:first-child{font-weight:600}
.bar{grid-column:1/3;height:8px;margin-top:4px;border-radius:4px;background:var(--grid);overflow:hidden}
.bar i{display:block;width:0;height:100%;border-radius:4px;background:var(--smooth);transition:width .35s ease-out}
.bars li:not(:first-child) .bar i{opacity:.6}
.fault{margin:0;padding:12px 16px;border-left:4px solid var(--valid);border-radius:4px;background:color-mix(in srgb,var(--valid) 10%,transparent);overflow-wrap:anywhere}
details{margin-top:6px;font-size:14px;color:var(--quiet)}
summary{cursor:pointer;width:fit-content}
details p{margin:6px 0 0;max-height:180px;overflow:auto;overflow-wrap:anywhere}
footer{margin-top:20px;color:var(--quiet);font-size:14px}
a{color:var(--smooth)}
@media (max-width:720px){main{padding:24px 16px 36px}h1{font-size:26px}.work{grid-template-columns:minmax(0,1fr);gap:22px;margin-top:20px}.result{min-height:0}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
`;

/**
 * Returns the part of such a page where an image is dropped, chosen or photographed; the image is shown there.
 *
 * @param photo markup of the button that takes a photo
 */
export const imageInput = (photo: string): string => `<div>
<input class="unseen" type="file" id="file" accept="image/*">
<label class="drop" id="drop" for="file">
<img id="preview" alt="" hidden>
<span class="quiet" id="unseen" hidden></span>
<span class="invitation">
<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><rect x="6" y="9" width="36" height="30" rx="5"/><circle cx="17" cy="19" r="3.5"/><path d="m8 35 10-10 7 7 6-6 9 9"/></svg>
<strong>Drop an image here</strong>
<span class="quiet">or paste one</span>
<span class="button">Choose an image</span>
</span>
</label>
<input class="unseen" type="file" id="camera" accept="image/*" capture="environment" tabindex="-1" aria-hidden="true">
<div class="buttons">
<label class="button another" for="file">Choose another</label>
${photo}
</div>
</div>`;

/**
 * Returns the part of such a page where the answer is shown.
 *
 * @param noun `classes` or `labels`
 */
export const answerArea = (noun: string): string => `<p class="name" id="name"></p>
<ol class="bars" id="bars"></ol>
<p class="fault" id="fault" hidden></p>
<p class="quiet" id="note">The most probable ${noun} of the image appear here.</p>`;
