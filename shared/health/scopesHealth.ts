import { LEFT_OUT, type ScopeRefusals } from "../acs/ScopeRefusals";
import { isRetiring } from "../acs/sdks";
import type { Clock } from "../clock";
import type { Settings } from "../settings/settings";
import { EVIDENCE_MAX_AGE_MS, HealthCheck, type Probe } from "./HealthCheck";

/** What the operator has to know of scopes that ACS will not serve for ever; undefined where the settings allow none of them. */
export function retirementIn({ defaultScopes, allowedScopes, users }: Settings): string | undefined {
  const scopesOf = {
    ACS_DEFAULT_SCOPES: defaultScopes,
    ACS_ALLOWED_SCOPES: allowedScopes,
    MY_TOKEN_SCOPES: users?.scopes ?? [],
  };
  const settings = Object.entries(scopesOf).flatMap(([name, scopes]) => (scopes.some(isRetiring) ? name : []));
  const scopes = new Set(Object.values(scopesOf).flatMap((each) => each.filter(isRetiring)));
  return settings.length === 0
    ? undefined
    : `Azure Communication Services ends ${inWords([...scopes])} on 30 September 2028, which ${inWords(settings)} allow until then; docs/after-2028.md says what to do.`;
}

/** That some scopes end, and whether ACS refuses them already. */
export function scopesHealth(
  retirement: string,
  refusals: Pick<ScopeRefusals, "leavesOut" | "latestOfSetting">,
  clock: Clock,
): HealthCheck {
  const probe: Probe = () => {
    const { message, at } = refusals.latestOfSetting ?? { message: "", at: -Infinity };
    if (clock.monotonic() - at < EVIDENCE_MAX_AGE_MS) {
      return Promise.resolve({ status: "degraded", message });
    }
    return Promise.resolve(
      refusals.leavesOut ? { status: "degraded", message: LEFT_OUT } : { status: "healthy", message: retirement },
    );
  };
  return new HealthCheck("scopes", probe, clock);
}

/** "a, b and c". `Intl.ListFormat` says the same, and its first use in a process takes 12 ms, a tenth of the first token. */
function inWords(names: readonly string[]): string {
  const last = names.slice(-1);
  return [names.slice(0, -1).join(", "), ...last].filter((part) => part !== "").join(" and ");
}
