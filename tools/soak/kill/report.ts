import { formatTable } from "../../kit/formatTable";
import { explain, type Found } from "../report";

/** What a run of kills found. */
export interface KillReport {
  node: string;
  seed: number;
  seconds: number;
  kills: number;
  /** In how many of them these were killed with the host. */
  withEmulator: number;
  withTables: number;
  acknowledged: number;
  /** Requests that were under way when the host was killed. */
  cut: number;
  /** Requests that may have created an identity of which nobody was told. */
  unanswered: number;
  /** Identities of which nobody was told. */
  orphans: number;
  violations: Found;
  verdict: "all promises kept" | "broken promises";
}

/** The report for people. */
export function describeKills(report: KillReport): string {
  const { node, seed, seconds, violations } = report;
  const rows = [
    ["kills of the host", report.kills],
    ["  with the emulator", report.withEmulator],
    ["  with the tables", report.withTables],
    ["requests acknowledged", report.acknowledged],
    ["requests cut", report.cut],
    ["requests that may have left an identity untold", report.unanswered],
    ["identities that nobody was told of", report.orphans],
    ["broken promises", violations.count],
  ] as const;
  return `${seconds.toFixed(0)} s, seed ${seed}, Node ${node}.

${formatTable(
  ["what", "count"],
  rows.map(([name, count]) => [name, String(count)]),
)}
${explain(violations)}Verdict: ${report.verdict}.
`;
}
