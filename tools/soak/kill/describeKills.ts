import { formatTable } from "../../kit/formatTable";
import type { KillReport } from "./KillReport";

/** The report for people. */
export function describeKills(report: KillReport): string {
  const { node, seed, seconds, broken } = report;
  const rows = [
    ["kills of the host", report.kills],
    ["  with the emulator", report.withEmulator],
    ["  with the tables", report.withTables],
    ["requests acknowledged", report.acknowledged],
    ["requests cut", report.cut],
    ["requests that may have left an identity untold", report.unanswered],
    ["identities that nobody was told of", report.orphans],
    ["broken promises", broken.count],
  ] as const;
  const explained = broken.explained.map((each) => `  ${each}\n`).join("");
  const more = broken.count > broken.explained.length ? `  and ${broken.count - broken.explained.length} more\n` : "";
  return `${seconds.toFixed(0)} s, seed ${seed}, Node ${node}.

${formatTable(
  ["what", "count"],
  rows.map(([name, count]) => [name, String(count)]),
)}
${explained}${more}Verdict: ${report.verdict}.
`;
}
