import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../Emulator";
import type { Fault } from "../faults";
import type { HttpResponse } from "../http/http";
import type { LoggedRequest } from "../requestLog";
import { type ServiceName, serviceNames } from "../Service";
import type { EmulatorState } from "../testSurface/EmulatorControl";
import { Html, html, type Value } from "./html";

/** What the page shows. */
export interface HomePage {
  readonly resourceId: string;
  /** By which host and port the page was asked for. */
  readonly host?: string | undefined;
  readonly emulator: Pick<Emulator, "endpoints" | "connectionString" | "caFile" | "testSurfaceUrl">;
  readonly state: EmulatorState;
  readonly requests: readonly LoggedRequest[];
}

/**
 * The page's looks: the browser's own colours, light or dark as its user has chosen. On a narrow screen the rows of tables
 * become paragraphs, in which ids and paths have a line of their own.
 */
const style = `
:root { background: Canvas; color: CanvasText; color-scheme: light dark; --bad: light-dark(#a3000b, #ff9c94); --line: #8886; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; overflow-wrap: break-word; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; max-width: 45rem; }
.note { border-left: .25rem solid #c60; padding-left: .75rem; }
.hint { font-size: .875rem; }
[role=status]:empty { display: none; }
#link { background: Canvas; border: 2px solid var(--bad); font-weight: 600; max-width: none; padding: .5rem .75rem; position: sticky; top: 0; z-index: 1; }
#said { background: CanvasText; border: 1px solid Canvas; bottom: 1rem; color: Canvas; left: 1rem; margin: 0; padding: .5rem 1rem; position: fixed; z-index: 1; }
code { font: .875rem ui-monospace, monospace; overflow-wrap: anywhere; }
.copied { align-items: start; display: flex; gap: .75rem; max-width: none; }
.copied code { background: var(--soft); flex: 1; line-height: 1.5rem; padding: .375rem .75rem; }
button { border: 1px solid; border-radius: .25rem; background: Canvas; color: CanvasText; cursor: pointer; font: inherit; min-height: 2.25rem; padding: 0 .75rem; }
button:hover { background: var(--soft); }
:focus-visible { outline: 2px solid; outline-offset: 2px; }
body:has(#still) button { display: none; }
.table { border-bottom: 1px solid var(--line); max-height: 26rem; overflow: auto; }
tbody tr:last-child > * { border: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .375rem .75rem .375rem 0; text-align: left; vertical-align: top; }
thead th { background: Canvas; font-size: .875rem; position: sticky; top: 0; white-space: nowrap; }
td { white-space: nowrap; }
td code { display: block; line-height: 1.5rem; min-width: 18rem; white-space: normal; }
.bad { color: var(--bad); font-weight: 600; }
dl { display: grid; gap: .25rem 1.5rem; grid-template-columns: max-content minmax(0, 1fr); margin: 1rem 0; }
dt { font-weight: 600; }
dd { margin: 0; }
@media (max-width: 40rem) {
  body { padding: 1rem; }
  dl { grid-template-columns: minmax(0, 1fr); }
  dd { margin-bottom: .5rem; }
  .copied { flex-direction: column; }
  .copied code { align-self: stretch; }
  table, tbody { display: block; }
  thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  tr { border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .375rem 0; }
  tbody tr:last-child { border: 0; }
  td { border: 0; padding: 0; white-space: normal; }
  td code { min-width: 0; }
  td:has(code) { flex-basis: 100%; order: 1; }
}
`;

const SHOWN_IDENTITIES = 100;

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const names: Readonly<Record<ServiceName, string>> = {
  acs: "ACS",
  keyVault: "Key Vault",
  managedIdentity: "Managed identity",
  resourceManager: "Resource Manager",
};

/** The emulator at a glance, for people. Ours: ACS has no such page. */
export function homePage(page: HomePage): HttpResponse {
  return { status: 200, headers: HEADERS, body: documentOf(page).text };
}

/** What keeps the page up to date. Without it, the page shows how things were when it was loaded. */
export function liveScript(): HttpResponse {
  const headers = { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store" };
  return { status: 200, headers, body: readFileSync(join(__dirname, "live.js"), "utf8") };
}

function documentOf(page: HomePage): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>ACS emulator</title>
        ${new Html(`<style>${style}</style>`)}
        <script src="/live.js" defer></script>
      </head>
      <body>
        <header>
          <h1>ACS emulator</h1>
          <p class="note">
            For development and tests only: its keys are public, and the data it keeps is not protected.
          </p>
          <p id="still">This is how things were when the page was loaded: its script does not run.</p>
        </header>
        <p id="link" role="status"></p>
        <main>${connection(page)} ${faults(page)} ${lastRequests(page)} ${identities(page)} ${resource(page)}</main>
        <p id="said" role="status"></p>
      </body>
    </html> `;
}

function connection({ host, emulator }: HomePage): Html {
  const { connectionString } = emulator;
  // Whoever opens the page by another name than this machine's own needs that name in a client, too.
  const here = connectionString.replace(/(?<=^endpoint=https?:\/\/)[^/]+/, (own) => host ?? own);
  return html`<section>
    <h2>Connection string</h2>
    ${copied("connection-string", "the connection string", here)}
    <p class="hint">No secret: its key is public, and the same on every machine until it is regenerated.</p>
  </section>`;
}

/** A text that is there to be copied. */
function copied(id: string, what: string, text: string): Html {
  return html`<p class="copied">
    <code id="${id}">${text}</code>
    <button type="button" data-copies="${id}" aria-label="Copy ${what}">Copy</button>
  </p>`;
}

function faults({ state, emulator: { caFile, testSurfaceUrl } }: HomePage): Html {
  const rows = serviceNames.flatMap((name) => {
    const { [name]: fault } = state.faults;
    return fault
      ? [
          [
            names[name],
            effectOf(fault),
            requestsOf(fault),
            fault.times === undefined ? "until cleared" : `${fault.times} more`,
          ],
        ]
      : [];
  });
  const how =
    testSurfaceUrl === undefined
      ? html`<p class="hint">
          To set one from outside, start the emulator with <code>--faults</code>, or the API with
          <code>npm start -- --test-surface</code>.
        </p>`
      : html`<p class="hint">To set one, for example that the next request to ACS gets 429:</p>
          ${copied("set-fault", "the command that sets a fault", setFault(testSurfaceUrl, caFile))}`;
  return html`<section>
    ${table("faults", "Faults in force", ["Service", "Fault", "Requests", "Left"], rows)}
    ${rows.length === 0 ? "" : html`<p><button type="button" id="clear-faults">Clear all faults</button></p>`} ${how}
  </section>`;
}

function setFault(testSurfaceUrl: string, caFile: string): string {
  const quoted = `'${caFile.replaceAll("'", String.raw`'\''`)}'`;
  return `curl --cacert ${quoted} -X PUT ${testSurfaceUrl}/faults/acs -d '{"status":429,"retryAfter":2,"times":1}'`;
}

/** What a request that meets it gets. */
function effectOf({ delayMs, status, retryAfter, foreign, drop }: Fault): string {
  const parts = [
    delayMs === undefined ? [] : `waits ${delayMs} ms`,
    status === undefined ? [] : `status ${status}`,
    retryAfter === undefined ? [] : `Retry-After ${retryAfter}`,
    foreign === undefined ? [] : `not the service's own reply (${foreign})`,
    drop === undefined ? [] : `closes the connection ${drop} the operation`,
  ];
  return parts.flat().join(", ");
}

/** Those that meet it. */
function requestsOf({ method, path }: Fault): Html | string {
  const parts = [method === undefined ? [] : method.toUpperCase(), path === undefined ? [] : `${path}…`].flat();
  return parts.length === 0 ? "all" : html`<code>${parts.join(" ")}</code>`;
}

function lastRequests({ requests }: HomePage): Html {
  const rows = requests.map(({ at, service, method, path, status, challenged, durationMs, fault }) => {
    const time = new Date(at).toISOString();
    return [
      html`<time datetime="${time}">${time.slice(11, -1)}</time>`,
      names[service],
      method,
      html`<code>${path}</code>`,
      challenged ? `${status} (asks for a credential)` : statusOf(status),
      `${durationMs} ms`,
      fault ? effectOf(fault) : "",
    ];
  });
  const columns = ["Time (UTC)", "Service", "Method", "Path", "Status", "Took", "Fault"];
  return html`<section>${table("requests", "Last requests", columns, rows)}</section>`;
}

function statusOf(status: number | undefined): Html | number {
  return status !== undefined && status < 400 ? status : html`<span class="bad">${status ?? "no reply"}</span>`;
}

function identities({ state }: HomePage): Html {
  const newest = state.identities.slice(-SHOWN_IDENTITIES).reverse();
  const rows = newest.map(({ id, deleted }) => [html`<code>${id}</code>`, deleted ? "deleted" : "active"]);
  const all = state.identities.length;
  const count = all > rows.length ? ` (the newest ${rows.length} of ${all})` : ` (${all})`;
  return html`<section>${table("identities", `Identities${count}`, ["Id", "State"], rows)}</section>`;
}

function resource({ resourceId, emulator: { endpoints }, state }: HomePage): Html {
  const { now, listening, acs, keyVault } = state;
  const services = serviceNames.map((name) => {
    return html`<dt>${names[name]}</dt>
      <dd><code>${endpoints[name]}</code>${listening[name] ? "" : " (refuses connections)"}</dd>`;
  });
  return html`<section>
    <h2>Resource</h2>
    <dl>
      <dt>Immutable id</dt>
      <dd><code>${resourceId}</code></dd>
      ${services}
      <dt>Token keys</dt>
      <dd><code>${endpoints.acs}/.well-known/jwks.json</code></dd>
      <dt>Access to ACS without a key</dt>
      <dd>${acs.accessAllowed ? "allowed" : "refused (401)"}</dd>
      <dt>Scopes that end in 2028</dt>
      <dd>${acs.after2028 ? "refused (400)" : "served"}</dd>
      <dt>Access to the vault</dt>
      <dd>${keyVault.accessAllowed ? "allowed" : "refused (403)"}</dd>
      <dt>Time</dt>
      <dd><time datetime="${now}">${now}</time></dd>
    </dl>
  </section>`;
}

/**
 * Long ones scroll by themselves, with the keyboard too. The roles say what the elements are by themselves, for browsers
 * that forget it where a narrow screen shows a table as paragraphs.
 */
function table(id: string, title: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Html {
  const heading = html`<h2 id="${id}" tabindex="-1">${title}</h2>`;
  if (rows.length === 0) {
    return html`${heading}
      <p>None.</p>`;
  }
  return html`${heading}
    <div class="table" role="region" aria-labelledby="${id}" tabindex="0">
      <table role="table" aria-labelledby="${id}">
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map(
            (cells) =>
              html`<tr role="row">
                ${cells.map((cell) => html`<td role="cell">${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
