const TICKS_PER_MS = 10_000;

/**
 * An instant as .NET writes it (recorded): `2020-12-31T20:25:45.4824682+00:00`, zeros at the end of the fraction
 * dropped, never `Z`. `ticks` are the 100-nanosecond steps, 0 to 9999, beyond the millisecond.
 */
export function formatExpiresOn(milliseconds: number, ticks: number): string {
  const [seconds = "", millis = ""] = new Date(milliseconds).toISOString().replace("Z", "").split(".");
  const fraction = `${millis}${String(ticks % TICKS_PER_MS).padStart(4, "0")}`.replace(/0{1,7}$/, "");
  return `${seconds}${fraction && `.${fraction}`}+00:00`;
}
