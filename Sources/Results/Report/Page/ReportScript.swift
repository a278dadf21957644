/// The one script of a report: hover read-out, zoom, sorting, CSV and the switch of colours.
///
/// A page is whole without it. It asks no network for anything, and builds all its elements with
/// text nodes, so that no name of a stranger becomes markup.
enum ReportScript {
    /// The digest by which the page's policy lets this script and no other one run.
    static let digest = "sha256-/fRBUzD4yo+d9klSno7VBV6T43+/eoSSF9M3cbHG07E="

    /// The script.
    static let text = #"""
        'use strict';
        (() => {
        const root = document.documentElement;
        root.classList.add('js');
        const $ = (s, e = document) => [...e.querySelectorAll(s)];
        const make = (tag, name, text) => {
          const e = document.createElement(tag);
          if (name) e.className = name;
          if (text !== undefined) e.textContent = text;
          return e;
        };
        const two = n => String(n).padStart(2, '0');

        // Numbers and times as the page writes them.
        const group = (v, places) => {
          const [whole, part] = Math.abs(v).toFixed(places).split('.');
          const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part ? '.' + part : '');
          return (v < 0 && /[1-9]/.test(text) ? '\u2212' : '') + text;
        };
        const full = v => {
          const size = Math.abs(v);
          if (v === 0) return '0';
          const places = Math.max(0, Math.min(12, 8 - Math.floor(Math.log10(size))));
          return group(v, places).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
        };
        const reading = (d, v) => v === null || v === undefined ? '\u2013'
          : d.pct ? full(v * 100) + '\u202f%' : full(v) + (d.unit ? ' ' + d.unit : '');
        const brief = (d, v) => v === null || v === undefined ? '\u2013'
          : d.pct ? group(v * 100, 1) + '\u202f%' : group(v, Math.abs(v) < 100 ? 2 : 1);
        const stamp = ms => new Date(ms).toISOString().replace('T', ' ').replace(/\.000Z$|Z$/, '');
        const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
        const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
          43200, 86400, 172800, 604800, 1209600, 2592000];
        const timeTicks = (a, b) => {
          const rough = (b - a) / 8000;
          const step = (steps.find(s => s >= rough) || Math.ceil(rough / 2592000) * 2592000) * 1000;
          const list = [];
          for (let t = Math.ceil(a / step) * step; t <= b; t += step) {
            const d = new Date(t), h = two(d.getUTCHours()), m = two(d.getUTCMinutes());
            list.push([(t - a) / (b - a), step >= 864e5 || t % 864e5 === 0
              ? d.getUTCDate() + ' ' + months[d.getUTCMonth()]
              : step < 6e4 ? `${h}:${m}:${two(d.getUTCSeconds())}` : `${h}:${m}`]);
          }
          return list;
        };
        const valueTicks = (lo, hi, count) => {
          const rough = (hi - lo) / count, power = 10 ** Math.floor(Math.log10(rough));
          const step = [1, 2, 2.5, 5, 10].find(f => f * power >= rough * .999) * power;
          const list = [];
          for (let i = Math.ceil(lo / step - 1e-9); i <= hi / step + 1e-9; i++) list.push(i * step);
          return list;
        };
        const tickTexts = (list, pct) => {
          const scale = pct ? 100 : 1, top = Math.max(...list.map(v => Math.abs(v * scale)));
          const [by, suffix] = top >= 1e9 ? [1e9, 'B'] : top >= 1e6 ? [1e6, 'M']
            : top >= 1e4 ? [1e3, 'k'] : [1, ''];
          const step = (list[1] - list[0] || list[0]) * scale / by;
          let places = 0;
          while (places < 9 && Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) > 1e-6)
            places++;
          return list.map(v => (v ? group(v * scale / by, places) + suffix : '0') + (pct ? '%' : ''));
        };

        const save = (name, lines) => {
          const cell = v => {
            let text = String(v === null || v === undefined ? '' : v);
            if (/^[=+@\t\r-]/.test(text) && !/^-?[\d.]/.test(text)) text = "'" + text;
            return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
          };
          const text = lines.map(l => l.map(cell).join(',')).join('\r\n') + '\r\n';
          const link = make('a');
          link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
          link.download = name + '.csv';
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 1000);
        };

        // Charts over time share one window of time, so that zooming one zooms all.
        const charts = [];
        let view = null;
        const sums = (list, x) => x.map((_, i) => list.reduce((s, one) => s + (one.v[i] || 0), 0));

        const zoomTo = next => {
          view = next;
          for (const c of charts) if (c.d.from !== undefined) draw(c);
          for (const b of $('.reset')) b.hidden = !view;
        };
        const draw = c => {
          const { d } = c, [a, b] = view || [d.from, d.to];
          const sx = (d.to - d.from) / (b - a), tx = -(a - d.from) / (b - a) * 1000;
          let [lo, hi] = [d.lo, d.hi];
          if (view && !d.log && (d.series || d.y)) {
            const columns = d.y ? [d.y] : d.stack ? [sums(d.series, d.x)] : d.series.map(s => s.v);
            let least = Infinity, most = -Infinity;
            const from = Math.max(0, below(d.x, a)), to = Math.min(d.x.length - 1, below(d.x, b) + 1);
            for (const column of columns) for (let i = from; i <= to; i++) {
              const v = column[i];
              if (v === null) continue;
              if (v < least) least = v;
              if (v > most) most = v;
            }
            if (least < most) {
              if (d.zero || d.y) { least = Math.min(0, least); most = Math.max(0, most); }
              const air = (most - least) * .06;
              lo = (d.zero || d.y) && least === 0 ? 0 : least - air;
              hi = (d.zero || d.y) && most === 0 ? 0 : most + air;
            }
          }
          c.lo = lo; c.hi = hi; c.a = a; c.b = b;
          const sy = d.log ? 1 : (d.hi - d.lo) / (hi - lo);
          const ty = d.log ? 0 : c.h * (hi - d.hi) / (hi - lo);
          for (const g of c.marks) g.setAttribute('transform', `matrix(${sx} 0 0 ${sy} ${tx} ${ty})`);
          for (const g of c.marksX) g.setAttribute('transform', `matrix(${sx} 0 0 1 ${tx} 0)`);
          c.across.replaceChildren(...timeTicks(a, b).map(([at, text], i) => {
            const e = make('span', 'x' + (i % 2 ? ' odd' : '') + (at > .965 ? ' end' : at < .035 ? ' start' : ''), text);
            e.style.left = at * 100 + '%';
            return e;
          }));
          if (d.lo === undefined || d.log) return;
          const list = valueTicks(lo, hi, Math.max(2, c.h / 48)), texts = tickTexts(list, d.pct);
          const top = v => (hi - v) / (hi - lo) * 100 + '%';
          c.y.replaceChildren(...list.map((v, i) => {
            const e = make('span', '', texts[i]);
            e.style.top = top(v);
            return e;
          }));
          c.grid.replaceChildren(...list.map(v => {
            const e = make('i');
            e.style.top = top(v);
            return e;
          }));
        };

        // The last place whose value is not above v; -1 before the first.
        const below = (list, v) => {
          let lo = 0, hi = list.length;
          while (lo < hi) { const m = (lo + hi) >> 1; if (list[m] <= v) lo = m + 1; else hi = m; }
          return lo - 1;
        };

        const row = (tone, name, value) => {
          const e = make('div'), left = make('span');
          if (tone) left.append(make('i', 't-' + tone));
          left.append(name);
          e.append(left, make('span', '', value));
          return e;
        };
        const readers = {
          lines(c, time) {
            const { d } = c;
            let i = Math.max(0, below(d.x, time));
            if (i + 1 < d.x.length && d.x[i + 1] - time < time - d.x[i]) i++;
            const parts = [make('b', '', stamp(d.x[i]))];
            const list = d.stack ? [...d.series].reverse() : d.series;
            for (const s of list) parts.push(row(s.t, s.n, reading(d, s.v[i])));
            for (const w of d.windows) {
              const inside = w.b === null ? Math.abs(w.a - time) < (c.b - c.a) / 150 : w.a <= time && time <= w.b;
              if (inside && parts.length < 14) parts.push(make('div', 'none', w.n));
            }
            return [d.x[i], parts];
          },
          points(c, time, x, y) {
            const { d } = c, w = c.field.clientWidth;
            let best = -1, near = 900;
            for (let i = 0; i < d.x.length; i++) {
              const dx = (d.x[i] - c.a) / (c.b - c.a) * w - x;
              const up = d.log ? Math.log(d.y[i] / c.lo) / Math.log(c.hi / c.lo) : (d.y[i] - c.lo) / (c.hi - c.lo);
              const dy = (1 - up) * c.h - y, far = dx * dx + dy * dy;
              if (far < near) { near = far; best = i; }
            }
            if (best < 0) return [time, [make('b', '', stamp(time))]];
            return [d.x[best], [make('b', '', stamp(d.x[best])), make('pre', '', d.labels[best])]];
          },
          cells(c, time, x, y) {
            const { d } = c, i = Math.max(0, below(d.x, time));
            const band = Math.max(0, Math.min(d.rows.length - 1, Math.floor((1 - y / c.h) * d.rows.length)));
            return [time, [make('b', '', stamp(d.x[i])), row('', d.rows[band], reading(d, d.cells[i][band]))]];
          },
          surface(c, _, x, y) {
            const { d } = c, w = c.field.clientWidth;
            const i = Math.max(0, Math.min(d.xs.length - 1, Math.floor(x / w * d.xs.length)));
            const j = Math.max(0, Math.min(d.ys.length - 1, Math.floor((1 - y / c.h) * d.ys.length)));
            return [null, [row('', d.xn, full(d.xs[i])), row('', d.yn, full(d.ys[j])),
              row('', 'profit', reading({}, d.cells[j][i]))]];
          },
          sizes(c, _, x) {
            const { d } = c, w = c.field.clientWidth;
            let i = 0;
            d.at.forEach((at, k) => { if (Math.abs(at * w - x) < Math.abs(d.at[i] * w - x)) i = k; });
            const line = make('div', 'cross');
            line.style.left = d.at[i] * 100 + '%';
            c.field.append(line);
            const parts = [make('b', '', d.xn + ' ' + full(d.xs[i]))];
            for (const s of d.series) parts.push(row(s.t, s.n, brief(d, s.v[i])
              + (s.a.length && s.a[i] !== null ? ` (${brief(d, s.a[i])} \u2026 ${brief(d, s.b[i])})` : '')));
            for (const m of d.marks) parts.push(make('div', 'none', m));
            return [null, parts];
          }
        };

        const clear = () => $('.cross,.tip').forEach(e => e.remove());
        const show = (c, x, y) => {
          clear();
          const w = c.field.clientWidth, { d } = c;
          const time = d.from === undefined ? 0 : c.a + x / w * (c.b - c.a);
          const [at, parts] = readers[d.kind](c, time, x, y);
          if (at !== null) for (const other of charts) {
            if (other.d.from === undefined) continue;
            const place = (at - other.a) / (other.b - other.a);
            if (place < 0 || place > 1) continue;
            const line = make('div', 'cross');
            line.style.left = place * 100 + '%';
            other.field.append(line);
          }
          const tip = make('div', 'tip');
          tip.append(...parts);
          c.field.append(tip);
          const wide = tip.offsetWidth, left = x + 16 + wide > w ? x - wide - 16 : x + 16;
          tip.style.left = Math.max(-40, Math.min(w - wide, left)) + 'px';
        };

        for (const figure of $('.chart')) {
          const block = $('.data', figure)[0], field = $('.field', figure)[0];
          const name = figure.dataset.name;
          const button = $('.links .csv', figure)[0];
          if (!block || !field) {
            const table = $('details table', figure)[0];
            if (button && table) button.onclick = () => save(name, cells(table));
            else if (button) button.remove();
            continue;
          }
          const d = JSON.parse(block.textContent);
          if (d.x) for (let i = 1; i < d.x.length; i++) d.x[i] += d.x[i - 1];
          const c = { d, field, h: field.clientHeight, a: d.from, b: d.to, lo: d.lo, hi: d.hi,
            y: $('.y', figure)[0], grid: $('.grid', figure)[0], across: $('.across', figure)[0],
            marks: $('.marks', field), marksX: $('.marks-x', field) };
          charts.push(c);
          if (button) button.onclick = () => save(name, lines(d));
          const place = e => {
            const box = field.getBoundingClientRect();
            return [Math.max(0, Math.min(box.width, e.clientX - box.left)), e.clientY - box.top];
          };
          let drag = null;
          field.addEventListener('pointermove', e => {
            const [x, y] = place(e);
            show(c, x, y);
            if (drag) {
              drag.box.style.left = Math.min(x, drag.x) + 'px';
              drag.box.style.width = Math.abs(x - drag.x) + 'px';
            }
          });
          field.addEventListener('pointerleave', clear);
          if (d.from === undefined) continue;
          const moment = x => c.a + x / field.clientWidth * (c.b - c.a);
          field.addEventListener('pointerdown', e => {
            if (e.pointerType === 'touch' || e.button) return;
            e.preventDefault();
            field.setPointerCapture(e.pointerId);
            drag = { x: place(e)[0], box: make('div', 'sel') };
            field.append(drag.box);
          });
          const end = e => {
            if (!drag) return;
            const [x] = place(e), from = drag.x;
            drag.box.remove();
            drag = null;
            if (e.type === 'pointerup' && Math.abs(x - from) > 6)
              zoomTo([moment(Math.min(x, from)), moment(Math.max(x, from))]);
          };
          field.addEventListener('pointerup', end);
          field.addEventListener('pointercancel', end);
          field.addEventListener('dblclick', () => zoomTo(null));
          // With a modifier alone, so that the page still scrolls over charts.
          field.addEventListener('wheel', e => {
            if (!e.ctrlKey && !e.metaKey && !e.shiftKey) return;
            e.preventDefault();
            const at = moment(place(e)[0]), factor = Math.exp((e.deltaY || e.deltaX) / 400);
            const a = Math.max(d.from, at - (at - c.a) * factor);
            const b = Math.min(d.to, at + (c.b - at) * factor);
            if (b - a > 2000) zoomTo(a <= d.from && b >= d.to ? null : [a, b]);
          }, { passive: false });
          const reset = $('.reset', figure)[0];
          if (reset) reset.onclick = () => zoomTo(null);
          // The read-out by keyboard: arrows step through the moments.
          field.tabIndex = 0;
          field.setAttribute('role', 'application');
          field.setAttribute('aria-label', 'Read-out: arrow keys step through the data');
          let step = 0;
          field.addEventListener('keydown', e => {
            if (e.key === 'Escape') { clear(); zoomTo(null); return; }
            if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
            e.preventDefault();
            step = Math.max(0, Math.min(d.x.length - 1, step + (e.key === 'ArrowRight' ? 1 : -1) * (e.shiftKey ? 20 : 1)));
            const place = (d.x[step] - c.a) / (c.b - c.a);
            if (d.kind !== 'points') show(c, place * field.clientWidth, c.h / 2);
            else show(c, place * field.clientWidth, (1 - (d.y[step] - c.lo) / (c.hi - c.lo)) * c.h);
          });
          field.addEventListener('blur', clear);
        }

        const lines = d => {
          if (d.kind === 'surface')
            return [[d.xn, d.yn, 'value'], ...d.ys.flatMap((y, j) => d.xs.map((x, i) => [x, y, d.cells[j][i]]))];
          if (d.kind === 'sizes')
            return [[d.xn, ...d.series.flatMap(s => s.a.length ? [s.n, s.n + ' low', s.n + ' high'] : [s.n])],
              ...d.xs.map((x, i) => [x, ...d.series.flatMap(s => s.a.length ? [s.v[i], s.a[i], s.b[i]] : [s.v[i]])])];
          if (d.kind === 'points')
            return [['time_utc', 'value', 'group', 'detail'],
              ...d.x.map((t, i) => [stamp(t), d.y[i], d.groups[i], d.labels[i].replace(/\n/g, '; ')])];
          if (d.kind === 'cells')
            return [['time_utc', ...d.rows], ...d.x.map((t, i) => [stamp(t), ...d.cells[i]])];
          return [['time_utc', ...d.series.map(s => s.n)],
            ...d.x.map((t, i) => [stamp(t), ...d.series.map(s => s.v[i])])];
        };

        // Tables: a click on a heading sorts, a second one turns the order round.
        const cells = table => $('tr', table).map(r => [...r.cells].map(c =>
          c.dataset.v !== undefined ? c.dataset.v : c.tagName === 'TH' && c.firstChild
            ? [...c.childNodes].map(n => n.textContent).join(' ') : c.textContent));
        for (const table of $('table[data-name]')) {
          const box = table.closest('.block') || table.parentElement.parentElement;
          const button = $('.links .csv', box)[0];
          if (button) button.onclick = () => save(table.dataset.name, cells(table));
          $('thead th', table).forEach((head, i) => {
            head.tabIndex = 0;
            const sort = () => {
              const up = head.getAttribute('aria-sort') === 'descending';
              $('th', table).forEach(h => h.removeAttribute('aria-sort'));
              head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
              const key = r => {
                const c = r.cells[i], text = c.dataset.v !== undefined ? c.dataset.v : c.textContent;
                return text !== '' && isFinite(text) ? Number(text) : text;
              };
              const order = (a, b) => typeof a === typeof b
                ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1;
              const body = table.tBodies[0];
              body.append(...[...body.rows].sort((r, s) => order(key(r), key(s)) * (up ? 1 : -1)));
            };
            head.onclick = sort;
            head.onkeydown = e => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); sort(); } };
          });
        }

        // Colours: the system's choice until the reader makes one.
        const theme = name => { root.dataset.theme = name; };
        if (location.hash === '#dark' || location.hash === '#light') theme(location.hash.slice(1));
        const toggle = document.getElementById('theme');
        if (toggle) toggle.onclick = () => theme((root.dataset.theme
          || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark');
        })();
        """#
}
