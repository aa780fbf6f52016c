// The style sheet of the page that `explain` writes. Colours are variables, once for light and once for dark.
#pragma once

#include <string_view>

namespace wirefold {

inline constexpr std::string_view kExplainStyle = R"css(
:root{--bg:#f6f7f9;--card:#fff;--text:#1b2430;--dim:#5d6b7c;--line:#dfe4ea;--good:#0f7a3d;--bad:#b3261e;
--dateline:#cfe3ff;--credit:#bfe8c9;--photo:#e3d6f7;--quote:#fff0bd;--citation:#ffd3a8;--removed:#ececef;
--p0:#cfe3ff;--p1:#ffe3b3;--p2:#cdeccf;--p3:#f6d0e0;--p4:#dcd7fa;--p5:#c9ecec}
@media (prefers-color-scheme:dark){:root{--bg:#11161d;--card:#1a212b;--text:#e4e9f0;--dim:#98a5b5;--line:#2c3642;
--good:#6fd69a;--bad:#ff9b92;--dateline:#1d4270;--credit:#1c5432;--photo:#4a3570;--quote:#574812;--citation:#6b3f14;
--removed:#2b313a;--p0:#1d4270;--p1:#5b4415;--p2:#1f5230;--p3:#63304a;--p4:#40387a;--p5:#1b5252}}
*{box-sizing:border-box}
body{margin:0 auto;padding:20px;max-width:1280px;background:var(--bg);color:var(--text);overflow-wrap:anywhere;
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;max-width:60ch}
h2{font-size:13px;font-weight:600;color:var(--dim);margin:0 0 10px}
h3{font-size:18px;line-height:1.3;margin:0 0 2px}
header{margin-bottom:16px}
.dim{color:var(--dim);font-size:13px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.columns{display:grid;grid-template-columns:minmax(0,1.9fr) minmax(0,1fr);gap:14px;align-items:start}
.twins{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:14px;align-items:start}
.text{white-space:pre-wrap;font:17px/1.65 Georgia,"Noto Serif","DejaVu Serif",serif;margin:10px 0 0}
mark{color:inherit;background:none;border-radius:3px;padding:1px 0;-webkit-box-decoration-break:clone;
box-decoration-break:clone}
.dateline{background:var(--dateline)}.credit{background:var(--credit)}.photo-credit{background:var(--photo)}
.quote{background:var(--quote)}.citation{background:var(--citation)}
.removed{background:var(--removed);color:var(--dim);text-decoration:line-through;text-decoration-thickness:1px}
.p0{background:var(--p0)}.p1{background:var(--p1)}.p2{background:var(--p2)}
.p3{background:var(--p3)}.p4{background:var(--p4)}.p5{background:var(--p5)}
sup{font:600 11px/1 system-ui,"DejaVu Sans",sans-serif;color:var(--dim);padding:0 1px;line-height:0}
sup a{color:inherit;text-decoration:none}
ol,ul{list-style:none;margin:0;padding:0}
li{border-top:1px solid var(--line);padding:8px 0;display:grid;grid-template-columns:26px minmax(0,1fr);gap:0 4px}
li:first-child{border-top:0;padding-top:0}
li:target{outline:2px solid var(--good);outline-offset:2px;border-radius:4px}
.number{color:var(--dim);font-size:13px;font-variant-numeric:tabular-nums}
.kind{border-radius:4px;padding:1px 7px;font-size:12px;font-weight:600;text-decoration:none;color:var(--text)}
.what{font-weight:600}
.state{font-size:18px;font-weight:650;margin-bottom:2px}
.good{color:var(--good)}.bad{color:var(--bad)}
.thresholds{margin:14px 0;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px 28px}
.threshold{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 10px;align-items:baseline}
.threshold .dim{grid-column:1/-1}
.by{font-variant-numeric:tabular-nums;font-weight:600;white-space:nowrap}
.meter{grid-column:1/-1;height:8px;border-radius:4px;background:var(--line);position:relative}
.meter i{display:block;height:100%;border-radius:4px;background:currentColor}
.meter b{position:absolute;top:-3px;bottom:-3px;width:2px;background:var(--text)}
@media (max-width:760px){body{padding:12px}.columns,.twins,.thresholds{grid-template-columns:minmax(0,1fr)}
.text{font-size:16px}h1{font-size:20px}section{padding:12px 14px}}
@media print{body{background:#fff}section{border:0;padding:0}}
)css";

}  // namespace wirefold
