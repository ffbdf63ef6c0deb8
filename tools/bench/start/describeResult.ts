import { formatTable } from "../../kit/formatTable";
import type { AppResult, Result, Spread } from "./Result";

const HEADING = [
  "app",
  "load ms",
  "ratio",
  "ready ms",
  "first reply ms",
  "over empty",
  "after ready ms",
  "user ms",
  "system ms",
  "peak MB",
];

/** The result for people. */
export function describeResult({ node, runs, apps }: Result): string {
  return `Starts of the development host, Node ${node}; the median of ${runs} in turn, and the tenth and ninetieth percentile.

${formatTable(HEADING, apps.map(rowOf))}
load: from when the host began to load the app until it was loaded. ready: from the start of the process.
first reply: from the start of the process until a first request, sent when the host was ready, was answered: a token,
of the empty app an empty reply. user, system, peak: of the host's process until then.
`;
}

function rowOf({ name, figures, loadRatio, firstOverMs }: AppResult): string[] {
  return [
    name,
    textOf(figures.loadMs),
    loadRatio.toFixed(2),
    textOf(figures.readyMs),
    textOf(figures.firstMs),
    firstOverMs.toFixed(0),
    textOf(figures.firstAfterReadyMs),
    textOf(figures.userMs),
    textOf(figures.systemMs),
    textOf(figures.peakMb),
  ];
}

function textOf({ p10, median, p90 }: Spread): string {
  return `${median.toFixed(0)} (${p10.toFixed(0)}-${p90.toFixed(0)})`;
}
