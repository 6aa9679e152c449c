import { classifierStyle } from '../../../reports/index.ts';

/** The style sheet of the page: that of `serve`, and its own parts. */
export const pageStyle = `${classifierStyle}
header .quiet{overflow-wrap:anywhere}
.drop{box-shadow:0 1px 2px #0000000a,0 12px 32px -18px #00000040}
.button.photo{display:inline-block}
.button.photo svg{width:18px;height:18px;margin:-3px 7px -4px 0}
.loading{display:grid;gap:8px;margin:0 0 14px}
.loading p{margin:0}
progress{appearance:none;width:100%;height:8px;border:0;border-radius:4px;background:var(--grid);overflow:hidden}
progress::-webkit-progress-bar{background:var(--grid)}
progress::-webkit-progress-value{border-radius:4px;background:var(--smooth);transition:width .2s}
progress::-moz-progress-bar{border-radius:4px;background:var(--smooth)}
.bars:empty{display:block;height:188px;opacity:.55;background:repeating-linear-gradient(transparent 0 28px,var(--grid) 28px 36px,transparent 36px 47px)}
.loading:not([hidden])~#answer .bars:empty,.result:has(.fault:not([hidden])) .bars:empty{display:none}
.bars li.recognized{font-weight:600}
.bars.labels li:not(.recognized){font-weight:400;color:var(--quiet)}
.bars li.recognized .bar i{opacity:1}
.bars .bar{position:relative}
.bar b{position:absolute;inset:0 auto 0 auto;width:2px;background:var(--ink)}
.about{margin-top:48px;padding-top:24px;border-top:1px solid var(--grid)}
.about h2{font-size:19px;letter-spacing:-.01em}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(190px,44%),1fr));gap:18px 32px;margin:16px 0 0}
dt{color:var(--quiet);font-size:13px}
dd{margin:2px 0 0;overflow-wrap:anywhere}
dl .wide{grid-column:1/-1}
.chips{display:flex;flex-wrap:wrap;gap:6px;list-style:none;margin:6px 0 0;padding:0;max-height:216px;overflow:auto}
.chips li{padding:2px 11px;border-radius:99px;background:color-mix(in srgb,var(--grid) 60%,transparent);font-size:14px}
footer{display:flex;flex-wrap:wrap;gap:4px 20px;justify-content:space-between;margin-top:40px}
dialog{width:min(720px,calc(100vw - 24px));max-height:calc(100dvh - 24px);padding:0;border:0;border-radius:18px;background:#000;color:#fff;overflow:hidden}
dialog::backdrop{background:#000000b0}
dialog video{display:block;width:100%;max-height:calc(100dvh - 124px);object-fit:contain}
.shutters{display:grid;grid-template-columns:1fr auto 1fr;align-items:center;padding:14px 20px}
.shutters .button{justify-self:start;background:none;color:#fff;border-color:#ffffff70}
.shutter{width:68px;height:68px;padding:0;border:4px solid #fff;border-radius:50%;background:#fff;background-clip:content-box;padding:4px;cursor:pointer}
.shutter:active{padding:8px}
.shutter:disabled{opacity:.35;cursor:default}
@media (pointer:coarse){.invitation strong,.invitation .quiet{display:none}}
@media (max-width:720px){.bars:empty{display:none}.about{margin-top:36px}footer{margin-top:28px}}
`;
