import { cpus } from "node:os";
import { formatTable } from "../../kit/formatTable";
import { inPercent } from "../../kit/statistics";
import type { Plan } from "./measureRounds";
import type { Row } from "./Row";

const HEADING = [
  "what",
  "clients",
  "CPU ms",
  "× SDK",
  "× Express",
  "± CPU",
  "per second",
  "× Express",
  "± rate",
  "p50 ms",
  "− SDK",
  "p99 ms",
  "emulator",
];

/** The rows for people. */
export function describeRows(rows: readonly Row[], { rounds, seconds }: Plan): string {
  const table = formatTable(HEADING, rows.map(cellsOf));
  const givenUp = rows.filter((row) => row.givenUp > 0).map(givenUpLine);
  return `Node ${process.version}, ${cpus().length} cores; ${rounds} rounds, each run ${seconds} s; medians of the rounds.

${table}${givenUp.join("")}
CPU ms     user and system of the process under test for each request; for the first two, of the clients themselves
× SDK      against the SDK called directly in the same round; − SDK: p50 less that of the SDK, in ms
× Express  against the Express server in the same round
± CPU      how far the rounds lie apart, highest less lowest, as a part of the median; ± rate: that of per second
emulator   how much of one core the emulator worked meanwhile: near 100 % it sets the pace, not what is measured

Emulator, server and clients share the cores, so rates and waits are those of this machine with all of them on it; the
CPU of a request is the figure that is least disturbed. IssueToken is what the SDK and Express rows do too. The server
processes speak plain HTTP to their clients, and HTTPS to the emulator. This API runs in the development host, whose CPU
counts as the API's: the empty function is what of it is left without the API. Clients call without a pause, so many of
them tell how much gets through and not how long one call takes: what the API adds to a wait shows at 1 client. The SDK
has one HTTP client for all of its clients in a process, so Express makes no new connection for each request either.
`;
}

function cellsOf(row: Row): string[] {
  const { cpuMs, perSecond, p50Ms, p99Ms, emulatorBusy, versusSdk, versusExpress } = row;
  return [
    row.name,
    String(row.clients),
    cpuMs.median.toFixed(2),
    versusSdk.cpuRatio.median.toFixed(2),
    versusExpress.cpuRatio.median.toFixed(2),
    inPercent(cpuMs.spread),
    perSecond.median.toFixed(0),
    versusExpress.rateRatio.median.toFixed(2),
    inPercent(perSecond.spread),
    p50Ms.median.toFixed(2),
    versusSdk.addedP50Ms.median.toFixed(2),
    p99Ms.median.toFixed(2),
    inPercent(emulatorBusy.median),
  ];
}

function givenUpLine({ name, clients, givenUp }: Row): string {
  return `${name}, ${clients} clients: ${givenUp} more requests were given up (503, 504).\n`;
}
