import type { IssuedToken } from "acs-token-source";
import { element } from "./element";
import { scopesOf } from "./scopesOf";
import { timeLeft } from "./timeLeft";

const section = element("token", HTMLElement);
const title = element("token-title", HTMLHeadingElement);
const left = element("time-left", HTMLParagraphElement);
const life = element("life-left", HTMLProgressElement);
const expires = element("expires", HTMLParagraphElement);
const identity = element("identity", HTMLElement);
const scopes = element("scopes", HTMLUListElement);

let countdown: number | undefined;

/** Shows all of a token but the token itself, and counts its time down. */
export function showToken({ token, expiresOn, identity: id }: IssuedToken): void {
  section.hidden = false;
  identity.textContent = id ?? "";
  expires.textContent = `until ${expiresOn.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}`;
  scopes.replaceChildren(...scopesOf(token).map(listItem));
  count(expiresOn.getTime());
}

/** Until the next token is shown. */
export function showTokenEnded(): void {
  window.clearInterval(countdown);
  left.textContent = "Ended";
  life.value = 0;
}

/** Takes the keyboard's focus, for when what had it has gone. */
export function focusToken(): void {
  title.focus();
}

function count(end: number): void {
  const lifetime = Math.max(1, end - Date.now());
  const tick = () => {
    const rest = end - Date.now();
    left.textContent = rest > 0 ? `${timeLeft(rest)} left` : "Expired";
    life.value = Math.max(0, rest / lifetime);
  };
  window.clearInterval(countdown);
  countdown = window.setInterval(tick, 1000);
  tick();
}

function listItem(text: string): HTMLLIElement {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
