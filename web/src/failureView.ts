import type { ApiFailure } from "./ApiFailure";
import { element } from "./element";

const section = element("failure", HTMLElement);
const title = element("failure-title", HTMLHeadingElement);
const message = element("failure-message", HTMLParagraphElement);
const advice = element("failure-advice", HTMLParagraphElement);
const code = element("failure-code", HTMLElement);
const request = element("failure-request", HTMLDivElement);
const requestId = element("failure-request-id", HTMLElement);
const tryAgain = element("try-again", HTMLButtonElement);
const signInAgain = element("sign-in-again", HTMLAnchorElement);

/** Says what failed and what the user can do. `retryInSeconds`: when the page tries again by itself. */
export function showFailure(what: string, failure: ApiFailure, retryInSeconds?: number): void {
  title.textContent = what;
  message.textContent = failure.message;
  advice.textContent = adviceFor(failure, retryInSeconds);
  advice.hidden = advice.textContent === "";
  code.textContent = failure.code;
  request.hidden = failure.requestId === undefined;
  requestId.textContent = failure.requestId ?? "";
  signInAgain.hidden = failure.remedy !== "signIn";
  tryAgain.hidden = failure.remedy === "signIn";
  section.hidden = false;
  section.scrollIntoView({ block: "nearest" });
}

/** Returns whether the keyboard's focus was in what is now hidden. */
export function hideFailure(): boolean {
  const hadFocus = section.contains(document.activeElement);
  section.hidden = true;
  return hadFocus;
}

export function onTryAgain(act: () => void): void {
  tryAgain.addEventListener("click", act);
}

/** What the message does not say: the API's own words name the next step of whoever called it. */
function adviceFor({ remedy }: ApiFailure, retryInSeconds: number | undefined): string {
  switch (remedy) {
    case "signIn":
      return "Sign in again to continue.";
    case "wait":
      return retryInSeconds === undefined
        ? "Try again in a few minutes."
        : `This page tries again automatically in ${inWords(retryInSeconds)}.`;
    case "report":
      return "If this happens again, tell the people who run this service. Give them the details below.";
  }
}

function inWords(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}
