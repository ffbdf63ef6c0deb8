export interface Bar {
  readonly label: string;
  readonly value: number;
}

const WIDTH = 720;
const LABELS = 310;
const LINE = 24;
const TOP = 56;

/** An SVG of bars, from left to right, with their numbers; on a light or a dark page. `note`: how it was measured. */
export function barChart(title: string, note: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const scale = (WIDTH - LABELS - 60) / longest;
  const rows = bars.map(({ label, value }, nth) => {
    const y = TOP + nth * LINE;
    const width = (value * scale).toFixed(1);
    return `<text x="${LABELS - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>
<rect x="${LABELS}" y="${y + 2}" width="${width}" height="${LINE - 8}" rx="2"/>
<text x="${(LABELS + 6 + value * scale).toFixed(1)}" y="${y + 14}">${value.toFixed(2)}</text>`;
  });
  const height = TOP + bars.length * LINE + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.note{font-size:11px}rect{fill:#0969da}@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#4493f8}}</style>
<text class="title" x="8" y="20">${escaped(title)}</text>
<text class="note" x="8" y="40">${escaped(note)}</text>
${rows.join("\n")}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
