import { createHash } from "node:crypto";
import type { HttpResponse } from "../http/http";
import type { LoggedRequest } from "../requestLog";
import { type ServiceName, serviceNames } from "../Service";
import type { EmulatorState } from "../testSurface/EmulatorControl";

/** What the page shows. */
export interface HomePage {
  readonly resourceId: string;
  readonly endpoints: Readonly<Record<ServiceName, string>>;
  readonly state: EmulatorState;
  readonly requests: readonly LoggedRequest[];
}

/**
 * The page's looks: the browser's own colours, light or dark as its user has chosen. Tables scroll rather than break words.
 */
const style = `
:root { background: Canvas; color: CanvasText; color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; overflow-wrap: break-word; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; max-width: 45rem; }
.note { border-left: .25rem solid #c60; padding-left: .75rem; }
code { font: .875rem ui-monospace, monospace; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .375rem .75rem .375rem 0; text-align: left; vertical-align: top; }
thead th { background: var(--soft); white-space: nowrap; }
td { white-space: nowrap; }
td code { display: block; line-height: 1.5rem; min-width: 18rem; white-space: normal; }
dl { display: grid; gap: .25rem 1.5rem; grid-template-columns: max-content minmax(0, 1fr); margin: 1rem 0; }
dt { font-weight: 600; }
dd { margin: 0; }
@media (max-width: 40rem) { body { padding: 1rem; } dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5rem; } }
`;

const SHOWN_IDENTITIES = 100;

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": [
    "default-src 'none'",
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

function documentOf({ resourceId, endpoints, state, requests }: HomePage): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>ACS emulator</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <header>
          <h1>ACS emulator</h1>
          <p class="note">
            For development and tests only: its keys are public, and the data it keeps is not protected.
          </p>
        </header>
        <main>
          ${resource(resourceId, endpoints, state)} ${faults(state)} ${lastRequests(requests)} ${identities(state)}
        </main>
      </body>
    </html> `;
}

function resource(
  resourceId: string,
  endpoints: HomePage["endpoints"],
  { now, listening, acs, keyVault }: EmulatorState,
): Html {
  const services = serviceNames.map((name) => {
    return html`<dt>${names[name]}</dt>
      <dd><code>${endpoints[name]}</code>${listening[name] ? "" : " (refuses connections)"}</dd>`;
  });
  return html`<h2>Resource</h2>
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
    </dl>`;
}

function faults({ faults: inForce }: EmulatorState): Html {
  const rows = serviceNames
    .filter((name) => inForce[name])
    .map(
      (name) =>
        html`<tr>
          <td>${names[name]}</td>
          <td><code>${JSON.stringify(inForce[name])}</code></td>
        </tr>`,
    );
  return table("faults", "Faults in force", ["Service", "Fault"], rows);
}

function lastRequests(requests: readonly LoggedRequest[]): Html {
  const rows = requests.map(({ at, service, method, path, status }) => {
    const time = new Date(at).toISOString();
    return html`<tr>
      <td><time datetime="${time}">${time.slice(11, -1)}</time></td>
      <td>${names[service]}</td>
      <td>${method}</td>
      <td><code>${path}</code></td>
      <td>${status ?? "no reply"}</td>
    </tr>`;
  });
  return table("requests", "Last requests", ["Time (UTC)", "Service", "Method", "Path", "Status"], rows);
}

function identities({ identities: all }: EmulatorState): Html {
  const newest = all.slice(-SHOWN_IDENTITIES).reverse();
  const rows = newest.map(({ id, deleted }) => {
    return html`<tr>
      <td><code>${id}</code></td>
      <td>${deleted ? "deleted" : "active"}</td>
    </tr>`;
  });
  const count = all.length > rows.length ? ` (the newest ${rows.length} of ${all.length})` : ` (${all.length})`;
  return table("identities", `Identities${count}`, ["Id", "State"], rows);
}

/** Wide ones scroll by themselves, with the keyboard too. */
function table(id: string, title: string, columns: readonly string[], rows: readonly Html[]): Html {
  const heading = html`<h2 id="${id}">${title}</h2>`;
  if (rows.length === 0) {
    return html`${heading}
      <p>None.</p>`;
  }
  return html`${heading}
    <div class="table" role="region" aria-labelledby="${id}" tabindex="0">
      <table>
        <thead>
          <tr>
            ${columns.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

/** Text that is HTML already. */
class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A template of HTML: what is put in is escaped, unless it is HTML itself. */
function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? "" : textOf(values[i - 1] ?? "")) + text).join(""));
}

function textOf(value: Value): string {
  if (value instanceof Html) {
    return value.text;
  }
  if (typeof value === "object") {
    return value.map(({ text }) => text).join("");
  }
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
