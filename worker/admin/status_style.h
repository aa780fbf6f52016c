// The style sheet of the status page. Colours are the page's variables, once for light and once for dark.
#pragma once

#include <string_view>

namespace wirefold {

inline constexpr std::string_view kStatusStyle = R"css(
:root{--bg:#f6f7f9;--card:#fff;--text:#1b2430;--dim:#5d6b7c;--line:#dfe4ea;--accent:#0b63ce;--fill:#0b63ce1f;
--second:#b4560a;--good:#0f7a3d;--goodbg:#e2f5e9;--bad:#b3261e;--badbg:#fdeae8;--warn:#8a5a00;--warnbg:#fdf3dc}
@media (prefers-color-scheme:dark){:root{--bg:#11161d;--card:#1a212b;--text:#e4e9f0;--dim:#98a5b5;--line:#2c3642;
--accent:#6cb0ff;--fill:#6cb0ff26;--second:#f0a35e;--good:#6fd69a;--goodbg:#143524;--bad:#ff9b92;--badbg:#45201d;
--warn:#f0c468;--warnbg:#3b2f12}}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1240px;background:var(--bg);color:var(--text);
font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;margin-bottom:12px}
h1{font-size:22px;margin:0}
h2{font-size:16px;margin:0 0 8px}
a{color:var(--accent)}
.dim{color:var(--dim);font-size:13px}
.state{font-weight:600;border-radius:8px;padding:9px 14px;margin-bottom:12px}
.good{color:var(--good);background:var(--goodbg)}
.bad{color:var(--bad);background:var(--badbg)}
.warn{color:var(--warn);background:var(--warnbg)}
.cards{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:12px;margin-bottom:12px}
.card,section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px;min-width:0}
.card h2{font-size:13px;font-weight:600;color:var(--dim);margin:0}
.figure{font-size:25px;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.3}
.figure small{font-size:14px;font-weight:500;color:var(--dim)}
.spark{display:block;width:100%;height:44px;margin:6px 0 4px;border-bottom:1px solid var(--line)}
.spark polygon{fill:var(--fill)}
.spark polyline{fill:none;stroke:var(--accent);stroke-width:1.6;vector-effect:non-scaling-stroke;
stroke-linejoin:round}
.spark .line1{stroke:var(--second)}
.key0{color:var(--accent)}.key1{color:var(--second)}
.bar{height:10px;border-radius:5px;background:var(--line);overflow:hidden;margin:23px 0 21px}
.bar i{display:block;height:100%;background:var(--accent)}
.grid{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:12px;align-items:start}
.column{display:grid;gap:12px;min-width:0}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
th,td{white-space:nowrap}
th{font-size:12px;font-weight:600;color:var(--dim);text-align:right;padding:2px 0 6px 10px;vertical-align:bottom}
td{text-align:right;padding:5px 0 5px 10px;border-top:1px solid var(--line)}
th:first-child,td:first-child{text-align:left;padding-left:0}
.badge{border-radius:5px;padding:1px 7px;font-size:12px;font-weight:600;white-space:nowrap}
ul{list-style:none;margin:0;padding:0}
li{border-top:1px solid var(--line);padding:8px 0}
li:first-child{border-top:0;padding-top:0}
li:last-child{padding-bottom:0}
.story{display:flex;gap:12px}
.times{flex:0 0 58px;white-space:nowrap;font-size:17px;font-weight:650;color:var(--accent);font-variant-numeric:tabular-nums;line-height:1.3}
.headline{font-weight:600;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.what{min-width:0}
details{margin-top:8px}
summary{cursor:pointer;color:var(--accent)}
pre{margin:8px 0 0;white-space:pre-wrap;font:13px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
section.last{margin-top:12px}
section.last details{margin:0}
@media (max-width:900px){.cards{grid-template-columns:repeat(2,minmax(0,1fr))}.grid{grid-template-columns:minmax(0,1fr)}}
@media (max-width:560px){body{padding:10px}.wide{display:none}.cards{gap:8px}.figure{font-size:20px}
.card{padding:10px 11px}th,td{white-space:normal;overflow-wrap:normal;padding-left:8px}}
)css";

}  // namespace wirefold
