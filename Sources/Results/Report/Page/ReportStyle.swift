/// The style sheet of reports: light and dark from one list of colours, screen and paper.
enum ReportStyle {
    /// Both schemes stand in `light-dark()`, which the button and the reader's system switch.
    static let text = """
        :root{color-scheme:light dark;
        --page:light-dark(#fdfdfb,#12161c);--card:light-dark(#fff,#181d25);
        --ink:light-dark(#16202c,#e6eaf0);--ink2:light-dark(#4a5665,#a7b1bf);
        --ink3:light-dark(#6b7684,#8c97a6);--rule:light-dark(#dfe3e8,#2b333f);
        --hair:light-dark(#eceff2,#222a34);
        --mark:light-dark(#1d5fbf,#6cb0ff);--oracle:light-dark(#c4570a,#ffa657);
        --truth:light-dark(#39434f,#d5dce6);--long:light-dark(#1d7f78,#4fc7bd);
        --short:light-dark(#8a4fa3,#c799e0);--loss:light-dark(#b3261e,#ff8278);
        --gain:light-dark(#11756c,#5ad0c2);--first:light-dark(#1d5fbf,#6cb0ff);
        --second:light-dark(#d97706,#ffb454);--third:light-dark(#1d7f78,#4fc7bd);
        --fourth:light-dark(#8a4fa3,#c799e0);--fifth:light-dark(#7a5a2b,#d9b98a);
        --sixth:light-dark(#566270,#aab6c5);--quiet:light-dark(#8b95a1,#7d8895)}
        [data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-padding-top:56px}
        body{margin:0;background:var(--page);color:var(--ink);
        font:15px/1.5 Inter,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;
        font-variant-numeric:tabular-nums}
        h1,h2,h3,p,figure,ul,dl,dd{margin:0;padding:0}ul{list-style:none}
        a{color:inherit}code{font:12px/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
        .bar-top{position:sticky;top:0;z-index:5;background:var(--page);
        border-bottom:1px solid var(--rule)}
        .bar-top>div{max-width:1180px;margin:auto;padding:0 24px;display:flex;align-items:center;
        gap:20px;height:44px}
        .bar-top b{font-size:13px;letter-spacing:.02em}
        .bar-top nav{display:flex;gap:18px;overflow-x:auto;scrollbar-width:none;flex:1;min-width:0;
        font-size:13px;white-space:nowrap}
        .bar-top nav a{color:var(--ink2);text-decoration:none}.bar-top nav a:hover{color:var(--ink)}
        button{font:inherit;font-size:12px;color:var(--ink2);background:none;cursor:pointer;
        border:1px solid var(--rule);border-radius:4px;padding:2px 9px}
        button:hover{color:var(--ink);border-color:var(--ink3)}
        button:focus-visible,a:focus-visible,.table:focus-visible,.field:focus-visible,
        summary:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
        html:not(.js) button{display:none}
        main{max-width:1180px;margin:auto;padding:36px 24px 64px}
        .over{font-size:12px;letter-spacing:.08em;text-transform:uppercase;color:var(--ink3)}
        h1{font-size:34px;line-height:1.15;letter-spacing:-.015em;font-weight:650;margin:4px 0 10px;
        overflow-wrap:anywhere}
        .verdict{font-size:19px;line-height:1.45;max-width:62em;color:var(--ink);text-wrap:pretty}
        .facts{display:flex;flex-wrap:wrap;gap:2px 22px;margin-top:12px;font-size:13px;
        color:var(--ink3)}.facts b{font-weight:500;color:var(--ink2)}
        .facts li{overflow-wrap:anywhere}
        .alarm{margin-top:14px;padding:8px 14px;border-left:4px solid var(--loss);
        background:color-mix(in srgb,var(--loss) 9%,transparent)}
        .cards{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:28px;margin:30px 0 8px}
        .card{border-top:2px solid var(--ink);padding-top:10px;min-width:0}
        .card h2{font-size:13px;font-weight:600;color:var(--ink2);margin:0}
        .card .big{font-size:32px;line-height:1.2;font-weight:600;letter-spacing:-.02em;
        margin:4px 0 2px;white-space:nowrap}
        .card .big small{font-size:13px;font-weight:500;color:var(--ink3);letter-spacing:0;
        margin-left:5px}
        .card .under{font-size:12.5px;line-height:1.4;color:var(--ink3);min-height:46px}
        .card dl{display:grid;grid-template-columns:minmax(0,1fr) auto;font-size:13px;margin-top:8px}
        .card dt,.card dd{padding:3px 0;border-top:1px solid var(--hair)}
        .card dt{color:var(--ink2);overflow-wrap:anywhere;padding-right:10px}
        .card dd{text-align:right;white-space:nowrap}
        .card .spark{height:38px;margin-top:4px}
        .c-loss{color:var(--loss)}.c-gain{color:var(--gain)}.none{color:var(--ink3)}
        section{margin-top:52px}
        section>h2{font-size:22px;line-height:1.25;letter-spacing:-.01em;font-weight:650;
        border-top:1px solid var(--rule);padding-top:18px}
        section>.lead{max-width:52em;margin-top:4px;color:var(--ink2);text-wrap:pretty}
        .pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 40px}
        .chart,.block{margin-top:26px;min-width:0;break-inside:avoid}
        .block>h3,.chart h3{font-size:15px;line-height:1.35;font-weight:600}
        .block>p,.chart figcaption p{font-size:13px;line-height:1.4;color:var(--ink3);max-width:60em}
        .legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin-top:7px;font-size:12.5px;
        color:var(--ink2)}
        .legend li{display:flex;align-items:center;gap:6px}
        .legend i{display:inline-block;width:16px;height:0;border-top:2.5px solid var(--c)}
        .legend .k-dash{border-top-style:dashed;border-top-width:2px}
        .legend .k-area{height:10px;border:0;background:var(--c);opacity:.75}
        .legend .k-dot{width:9px;height:9px;border:0;border-radius:50%;background:var(--c)}
        .legend .k-window{height:12px;border:0;background:color-mix(in srgb,var(--c) 22%,transparent)}
        .legend .k-ring{width:10px;height:10px;border:2px solid var(--c);border-radius:50%}
        .legend .k-tick{width:0;height:13px;border:0;border-left:1.5px dashed var(--c);margin:0 4px}
        \(tones)
        .plot{display:grid;grid-template-columns:54px minmax(0,1fr);margin-top:10px}
        .plot .y{position:relative;height:var(--h);font-size:11.5px;color:var(--ink3)}
        .plot .y span{position:absolute;right:8px;transform:translateY(-50%);white-space:nowrap;
        line-height:1}
        .field{position:relative;height:var(--h);border-bottom:1px solid var(--ink3);
        touch-action:pan-y}
        .field svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden;display:block}
        .grid i{position:absolute;left:0;right:0;border-top:1px solid var(--hair)}
        .across,.bar-axis>div{position:relative;height:22px;font-size:11.5px;color:var(--ink3)}
        .across{grid-column:2}
        .x{position:absolute;top:6px;transform:translateX(-50%);white-space:nowrap;line-height:1}
        .x.end{transform:translateX(-100%)}.x.start{transform:none}
        svg .l{fill:none;stroke:var(--c);stroke-width:1.7px;stroke-linejoin:round;
        vector-effect:non-scaling-stroke}
        svg .dash{stroke-dasharray:5 4;stroke-width:1.5px}
        svg .f{fill:var(--c);opacity:.45}.spark .f{opacity:.16!important}.stacked svg .f{opacity:.82}
        svg .band{fill:var(--c);opacity:.13}
        svg .b{fill:var(--c)}svg .pale{opacity:.35}
        svg .p{fill:none;stroke:var(--c);stroke-linecap:round;vector-effect:non-scaling-stroke}
        svg .ring{stroke:var(--loss)}svg .halo{stroke:var(--page)}
        svg .contour{stroke:var(--ink);stroke-width:2px}
        svg .zero{stroke:var(--ink3);stroke-width:1px;vector-effect:non-scaling-stroke}
        svg .w{fill:color-mix(in srgb,var(--quiet) 20%,transparent)}
        svg .w-attack{fill:color-mix(in srgb,var(--loss) 13%,transparent)}
        svg .w-tick{stroke:var(--quiet);stroke-width:1px;stroke-dasharray:2 3;
        vector-effect:non-scaling-stroke}
        svg .w-tick.w-attack{stroke:var(--loss)}
        .heat rect{fill:var(--first);shape-rendering:crispEdges}
        .spark{display:block;width:100%}
        .links{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;margin-top:6px;
        color:var(--ink3)}
        .links code{overflow-wrap:anywhere}
        details{font-size:12.5px;color:var(--ink3);min-width:0}summary{cursor:pointer}
        details[open]{flex-basis:100%}summary:hover{color:var(--ink)}
        details.mode{font-size:inherit;color:inherit;margin-top:14px}
        details.mode>summary{color:var(--ink2);font-size:14px}
        .sub{font-size:18px;line-height:1.3;font-weight:650;margin-top:34px}
        .caution{margin-top:14px;padding:8px 14px;border-left:4px solid var(--second);max-width:60em;
        background:color-mix(in srgb,var(--second) 9%,transparent)}
        .hint{font-size:13px;color:var(--ink3);margin-top:2px}html:not(.js) .hint{display:none}
        .cross{position:absolute;top:0;bottom:0;width:1px;background:var(--ink3);pointer-events:none}
        .sel{position:absolute;top:0;bottom:0;pointer-events:none;
        background:color-mix(in srgb,var(--mark) 18%,transparent)}
        .tip{position:absolute;z-index:4;top:6px;pointer-events:none;background:var(--card);
        border:1px solid var(--rule);border-radius:5px;padding:7px 10px;font-size:12px;line-height:1.45;
        box-shadow:0 3px 14px rgb(0 0 0/.14);max-width:min(320px,90vw);width:max-content}
        .tip b{display:block;font-weight:600}.tip div{display:flex;gap:8px;justify-content:space-between}
        .tip div span:first-child{color:var(--ink2)}.tip pre{margin:0;font:inherit;white-space:pre-wrap}
        .tip i{display:inline-block;width:8px;height:8px;border-radius:50%;background:var(--c);
        margin-right:6px}
        .bars{margin-top:12px;font-size:13px}
        .bar,.bar-axis{display:grid;grid-template-columns:minmax(96px,26%) minmax(0,1fr) minmax(88px,auto);
        gap:14px;align-items:center}
        .bars{display:grid;grid-template-columns:minmax(96px,28%) minmax(0,1fr) auto;column-gap:14px}
        .bar,.bar-axis{grid-column:1/-1;grid-template-columns:subgrid}
        .bar{border-top:1px solid var(--hair);padding:3px 0;min-height:30px}
        .bar svg{width:100%;height:22px;display:block;overflow:visible}
        .bar .name{overflow-wrap:anywhere;line-height:1.25}
        .bar .name small{display:block;color:var(--ink3);font-size:11.5px}
        .bar .value{text-align:right;white-space:nowrap}
        .bar.total{border-top:1.5px solid var(--ink2);font-weight:600}
        .bar-axis{border-top:1px solid var(--ink3)}
        .table{overflow-x:auto;margin-top:10px;max-width:100%}
        table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.35}
        caption{text-align:left;color:var(--ink3);font-size:12.5px;padding-bottom:4px}
        th{text-align:left;font-weight:600;color:var(--ink2);vertical-align:bottom;
        border-bottom:1.5px solid var(--ink3);padding:4px 14px 4px 0;white-space:nowrap}
        th small{display:block;font-weight:400;color:var(--ink3);font-size:11px}
        td{padding:4px 14px 4px 0;border-bottom:1px solid var(--hair);vertical-align:top}
        th.n,td.n{text-align:right;white-space:nowrap;padding:4px 0 4px 14px}
        .n+th:not(.n),.n+td:not(.n){padding-left:26px}
        table.slim{width:auto;min-width:min(100%,560px)}td.t{white-space:nowrap}
        tfoot td{border-top:1.5px solid var(--ink3);border-bottom:0;font-weight:600}
        .js table[data-name] th{cursor:pointer}
        th[aria-sort=ascending]::after{content:" \\2191"}th[aria-sort=descending]::after{content:" \\2193"}
        .tag{font-size:11.5px;border:1px solid var(--rule);border-radius:3px;padding:0 6px;
        color:var(--ink2);white-space:nowrap}
        .ok{color:var(--gain);font-weight:600}.bad{color:var(--loss);font-weight:600}
        td .m{display:block;margin:-4px -6px;padding:4px 6px;background:color-mix(in srgb,var(--first) var(--s),transparent)}
        .long{overflow-wrap:anywhere}
        pre.command{margin:10px 0 0;padding:10px 14px;background:var(--hair);border-radius:5px;
        white-space:pre-wrap;overflow-wrap:anywhere;font:12.5px/1.5 ui-monospace,Menlo,Consolas,
        "Liberation Mono",monospace}
        .omitted li{font-size:13px;color:var(--ink2);padding:3px 0}
        footer{margin-top:56px;border-top:1px solid var(--rule);padding-top:12px;font-size:12.5px;
        color:var(--ink3)}
        .plot,.bars{container-type:inline-size}@container(max-width:460px){.x.odd{display:none}}
        @media(max-width:1080px){.cards{grid-template-columns:repeat(2,minmax(0,1fr))}}
        @media(max-width:860px){.pair{grid-template-columns:minmax(0,1fr)}}
        @media(max-width:620px){main{padding:22px 16px 48px}.bar-top>div{padding:0 16px;gap:12px}
        h1{font-size:27px}.verdict{font-size:17px}.cards{grid-template-columns:minmax(0,1fr);gap:24px}
        .card .under{min-height:0}.plot{grid-template-columns:44px minmax(0,1fr)}
        .plot .y{font-size:10.5px}.plot .y span{right:6px}section{margin-top:40px}
        .bars{grid-template-columns:minmax(80px,32%) minmax(0,1fr) auto;column-gap:9px;font-size:12px}}
        @media print{:root{color-scheme:light!important}.bar-top,button,details:not(.mode),.tip,.hint{display:none!important}
        main{padding:0;max-width:none}body{font-size:12px}section{margin-top:28px}
        .table{overflow:visible}section>h2{break-after:avoid}table{font-size:10px}
        td,th,td.t,th.n{white-space:normal;overflow-wrap:anywhere}
        svg *,.legend i,.matrix{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """

    /// A class for each colour, which marks and legends share.
    private static let tones = [
        "mark", "oracle", "truth", "long", "short", "loss", "gain", "first", "second", "third",
        "fourth", "fifth", "sixth", "quiet",
    ].map { ".t-\($0){--c:var(--\($0))}" }.joined()
}
