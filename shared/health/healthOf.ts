import type { CheckReport, Health, HealthCheck } from "./HealthCheck";

export interface HealthReport {
  /** That of the check that is worst off. */
  status: Health;
  checks: CheckReport[];
}

const BY_BADNESS: readonly Health[] = ["healthy", "degraded", "unhealthy"];

/** The health of this instance: of everything that it needs. */
export async function healthOf(checks: readonly HealthCheck[]): Promise<HealthReport> {
  const reports = await Promise.all(checks.map((check) => check.report()));
  const worst = Math.max(...reports.map(({ status }) => BY_BADNESS.indexOf(status)));
  return { status: BY_BADNESS[worst] ?? "healthy", checks: reports };
}
