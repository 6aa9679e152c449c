import { classifierStyle } from '../../reports/index.ts';

/** The style sheet of the page. */
export const pageStyle = `${classifierStyle}
.line .button{padding:7px 15px;font-size:14px;background:none;color:var(--ink);border-color:var(--raw)}
.line .button:hover{border-color:var(--smooth)}
.command{margin-top:44px;padding-top:20px;border-top:1px solid var(--grid)}
.line{display:flex;gap:12px;align-items:center;margin-top:10px}
pre{flex:1;min-width:0;margin:0;padding:12px 16px;border-radius:10px;background:color-mix(in srgb,var(--grid) 45%,transparent);overflow-x:auto}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media (max-width:720px){.line{align-items:stretch;flex-direction:column}.line button{align-self:start}}
`;
