import { cssVariables } from './palette.ts';

/** The style sheet of the page: a light and a dark theme, for wide screens, phones and paper. */
export const style = `
:root{color-scheme:light dark;${cssVariables('light')}}
@media screen and (prefers-color-scheme:dark){:root{${cssVariables('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1000px;margin:0 auto;padding:40px 24px 56px}
header p{margin:0;color:var(--quiet)}
h1{margin:2px 0 6px;font-size:32px;line-height:1.15;letter-spacing:-.02em;font-weight:650;overflow-wrap:anywhere}
h2{margin:0 0 12px;font-size:17px;font-weight:600;letter-spacing:-.005em}
h3{margin:0 0 8px;font-size:13px;font-weight:600;color:var(--quiet)}
section{margin-top:44px}
.note{margin:8px 0 0;color:var(--quiet);font-size:13px}
.state{display:inline-block;margin-left:10px;padding:1px 9px;border:1px solid var(--quiet);border-radius:99px;font-size:13px;color:var(--ink);white-space:nowrap}
.state.bad{border:2px solid var(--valid)}
.figures{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:1px;margin:28px 0 0;padding:0;background:var(--grid);border:1px solid var(--grid);border-radius:10px;overflow:hidden}
.figures div{background:var(--paper);padding:14px 16px}
.figures dt{color:var(--quiet);font-size:13px}
.figures dd{margin:0;font-size:25px;font-weight:600;letter-spacing:-.015em;line-height:1.3}
.figures small{display:block;font-size:12.5px;font-weight:400;letter-spacing:0;line-height:1.35;color:var(--quiet);overflow-wrap:anywhere}
figure{margin:0;min-width:0}
figure svg{display:block;width:100%;height:auto}
.narrow{display:none}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:44px 32px}
.matrix{grid-template-columns:minmax(0,1.75fr) minmax(0,1fr)}
.scroll{overflow:auto;max-height:640px}
thead th{position:sticky;top:0;background:var(--paper);border-bottom:0;box-shadow:inset 0 -1px var(--quiet)}
table{border-collapse:collapse;width:100%}
th,td{padding:6px 18px 6px 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid)}
th{font-size:13px;font-weight:500;color:var(--quiet);border-bottom-color:var(--quiet)}
th:last-child,td:last-child{padding-right:0}
th:first-child,td:first-child,.words th,.words td{text-align:left}
th.number,td.number,.words th.number{text-align:right}
.words td{white-space:normal;overflow-wrap:anywhere}
tr.phase td{padding-top:16px;text-align:left;font-weight:600;white-space:normal}
tr.phase span{font-weight:400;color:var(--quiet);font-size:13px;margin-left:8px}
.images{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:28px 24px;margin:0;padding:0;list-style:none}
.images img,.images .missing{display:block;width:100%;aspect-ratio:1;object-fit:cover;background:var(--grid);border-radius:8px}
.images .missing{padding:16px;color:var(--quiet);font-size:13px;overflow:auto;overflow-wrap:anywhere}
.images.explained{grid-template-columns:repeat(2,minmax(0,1fr))}
.seen{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:6px}
.seen svg{display:block;width:100%;aspect-ratio:1;background:var(--grid);border-radius:8px}
.facts{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:0 10px;margin:8px 0 0;font-size:14px}
.facts dt{color:var(--quiet);font-size:13px}
.facts dd{margin:0}
.facts .name{font-weight:600;overflow-wrap:anywhere}
.bar{grid-column:2/4;height:4px;margin:1px 0 5px;border-radius:2px;background:var(--grid);overflow:hidden}
.bar i{display:block;height:100%;background:var(--smooth)}
.bar.other i{background:repeating-linear-gradient(90deg,var(--valid) 0 5px,transparent 5px 8px)}
.file{margin:4px 0 0;color:var(--quiet);font-size:12.5px;overflow-wrap:anywhere}
a{color:var(--smooth);overflow-wrap:anywhere}
details{margin:4px 0}
summary{cursor:pointer}
details ul{margin:6px 0 12px;padding-left:20px;font-size:13px}
pre{margin:0;padding:7px 12px;border-radius:8px;background:var(--grid);white-space:pre-wrap;overflow-wrap:anywhere}
pre code{display:block}
.commands{display:grid;grid-template-columns:auto minmax(0,1fr);gap:8px 20px;margin:0}
.commands dt{padding-top:8px;color:var(--quiet);font-size:13px}
.commands dd{margin:0}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--grid);color:var(--quiet);font-size:13px}
@media (max-width:760px){main{padding:24px 16px 40px}h1{font-size:26px}.wide{display:none}.narrow{display:block}.pair,.matrix,.commands{grid-template-columns:minmax(0,1fr)}.commands{gap:2px}.images{grid-template-columns:repeat(2,minmax(0,1fr));gap:24px 16px}.images.explained{grid-template-columns:minmax(0,1fr)}.figures{grid-auto-flow:row;grid-template-columns:repeat(2,minmax(0,1fr))}.figures div:last-child:nth-child(odd){grid-column:1/-1}th,td{padding-right:12px}}
@media print{main{max-width:none;padding:0}.scroll{max-height:none}section,figure,.images li{break-inside:avoid}}
`;
