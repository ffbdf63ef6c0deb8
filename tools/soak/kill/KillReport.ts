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
  broken: { count: number; explained: readonly string[] };
  verdict: "all promises kept" | "broken promises";
}
