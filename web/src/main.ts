import { type IssuedToken, TokenError } from "acs-token-source";
import { offerAgents } from "./agent";
import { deleteIdentity, revokeTokens } from "./api";
import type { ApiFailure } from "./ApiFailure";
import { confirmDelete } from "./confirmDelete";
import { element } from "./element";
import { hideFailure, showFailure } from "./failureView";
import { FreshToken } from "./FreshToken";
import { signedInUser } from "./signedInUser";
import { focusToken, showToken, showTokenEnded } from "./tokenView";
import { fulfil, say, tryAgainWith, type Wish } from "./wishes";

const start: Wish = {
  whenItFails: "Could not find out who is signed in",
  act: async () => {
    say("Finding out who is signed in…");
    const user = await signedInUser();
    hideFailure();
    showUser(user);
    say("");
    if (user !== undefined) {
      say("Getting your token…");
      await getToken("You have a token.");
    }
  },
};

const signOutEverywhere: Wish = {
  whenItFails: "Could not sign out everywhere",
  act: async () => {
    say("Signing out everywhere…");
    await revokeTokens();
    endToken();
    await getToken("You are signed out everywhere. This page has a new token.");
  },
};

const deleteMyIdentity: Wish = {
  whenItFails: "Could not delete your identity",
  act: async () => {
    if (await confirmDelete()) {
      say("Deleting your identity…");
      await deleteIdentity();
      endToken();
      await getToken("Your identity was deleted. You have a new one.");
    }
  },
};

/** Undefined while there is nobody to have a token. */
let freshToken: FreshToken | undefined;
/** What to say when the next token arrives. */
let news = "";

element("revoke", HTMLButtonElement).addEventListener("click", () => void fulfil(signOutEverywhere));
element("delete", HTMLButtonElement).addEventListener("click", () => void fulfil(deleteMyIdentity));
element("sign-out", HTMLAnchorElement).addEventListener("click", endToken);
// A failed refresh is on the page by then, but the credential's timer leaves its rejection to nobody.
window.addEventListener("unhandledrejection", (event) => {
  const isEnded = event.reason instanceof DOMException && event.reason.name === "AbortError";
  if (event.reason instanceof TokenError || isEnded) {
    event.preventDefault();
  }
});
void fulfil(start);
void offerAgents();

function showUser(name: string | undefined): void {
  element("signed-out", HTMLElement).hidden = name !== undefined;
  element("who", HTMLParagraphElement).hidden = name === undefined;
  element("user-name", HTMLElement).textContent = name ?? "";
}

async function getToken(newsThen: string): Promise<void> {
  news = newsThen;
  freshToken ??= new FreshToken({ issued, failed });
  await freshToken.renew();
}

function endToken(): void {
  freshToken?.end();
  freshToken = undefined;
  showTokenEnded();
}

function issued(token: IssuedToken): void {
  showToken(token);
  element("actions", HTMLElement).hidden = false;
  if (hideFailure()) {
    focusToken();
  }
  say(news);
  news = "Your token was refreshed automatically.";
}

function failed(failure: ApiFailure, retryInSeconds: number | undefined): void {
  tryAgainWith({ whenItFails: "Could not get a token", act: () => getToken("You have a token.") });
  say("");
  showFailure("Could not get a token", failure, retryInSeconds);
}
