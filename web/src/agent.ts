import { type AgentAccount, agentSettings, signInAsAgent } from "./agentAccount";
import { claimsOf } from "./claimsOf";
import { element } from "./element";
import { textOf } from "./json";
import { scopesOf } from "./scopesOf";

const section = element("agent", HTMLElement);
const form = element("agent-form", HTMLFormElement);
const user = element("agent-user", HTMLInputElement);
const submit = element("agent-submit", HTMLButtonElement);
const outcome = element("agent-outcome", HTMLElement);
const title = element("agent-title-now", HTMLHeadingElement);
const message = element("agent-message", HTMLParagraphElement);
const account = element("agent-account", HTMLElement);
const tenant = element("agent-tenant", HTMLElement);
const object = element("agent-object", HTMLElement);
const client = element("agent-client", HTMLElement);
const identity = element("agent-identity", HTMLElement);
const identityField = element("agent-identity-field", HTMLDivElement);

let busy = false;
let signedIn: AgentAccount | undefined;

/** The second way in: for those who answer calls by Teams Phone, with a token that ACS itself gives for their Entra token. */
export async function offerAgents(): Promise<void> {
  const settings = await agentSettings().catch(() => undefined);
  if (!settings) {
    return;
  }
  section.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void once(async () => {
      say("Signing in…", "");
      // Anew each time: the credential keeps no refusal, but whoever signs in may be somebody else.
      signedIn?.credential.dispose();
      signedIn = undefined;
      account.hidden = true;
      signedIn = await signInAsAgent(user.value.trim(), settings);
      tenant.textContent = signedIn.tenantId;
      object.textContent = signedIn.objectId;
      client.textContent = signedIn.clientId;
      account.hidden = false;
      show(await signedIn.credential.getToken());
    });
  });
}

async function once(act: () => Promise<void>): Promise<void> {
  if (busy) {
    return;
  }
  setBusy(true);
  identityField.hidden = true;
  try {
    await act();
  } catch (error) {
    tell(error);
  } finally {
    setBusy(false);
  }
}

function show({ token, expiresOnTimestamp }: { token: string; expiresOnTimestamp: number }): void {
  const id = textOf(claimsOf(token)["skypeid"]);
  const end = new Date(expiresOnTimestamp).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  identity.textContent = id === undefined ? "" : `8:${id}`;
  identityField.hidden = false;
  say("You can answer calls for Teams Phone", `Your token is for ${scopesOf(token).join(", ")}, until ${end}.`);
}

/** The SDK has only words for what ACS answered. */
function tell(error: unknown): void {
  const words = error instanceof Error ? error.message : "";
  const status = /Status: (\d{3})/.exec(words)?.[1];
  if (status === "403") {
    say(
      "You are signed in, but not let in yet",
      "Nobody has given your account access to this calling resource. Give the ids below to whoever runs this service; then try again.",
    );
  } else if (status === "401") {
    say("Your sign-in was refused", "Your sign-in has expired, or is for another service. Sign in again.");
  } else if (status === undefined) {
    say("The calling service did not answer", "Check your internet connection, and try again in a few minutes.");
  } else {
    say(
      "The calling service cannot give you a token",
      `It answered with status ${status}. Try again in a few minutes.`,
    );
  }
}

function say(what: string, more: string): void {
  outcome.hidden = false;
  title.textContent = what;
  message.textContent = more;
  message.hidden = more === "";
}

/** Not by `disabled`, which would take the keyboard's focus away. */
function setBusy(isBusy: boolean): void {
  busy = isBusy;
  submit.setAttribute("aria-disabled", String(isBusy));
}
