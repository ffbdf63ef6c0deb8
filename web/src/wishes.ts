import { ApiFailure } from "./ApiFailure";
import { element } from "./element";
import { onTryAgain, showFailure } from "./failureView";

/** Something that the user wants done. */
export interface Wish {
  /** The title of its failure. */
  readonly whenItFails: string;
  readonly act: () => Promise<void>;
}

const buttons = document.querySelectorAll<HTMLButtonElement>("main button");
const status = element("status", HTMLParagraphElement);

let lastWish: Wish | undefined;
let busy = false;

/** Does what the user wants, unless something is being done already, and shows how it fails. */
export async function fulfil(wish: Wish): Promise<void> {
  if (busy) {
    return;
  }
  setBusy(true);
  tryAgainWith(wish);
  try {
    await wish.act();
  } catch (error) {
    say("");
    showFailure(wish.whenItFails, ApiFailure.of(error));
  } finally {
    setBusy(false);
  }
}

/** Names what the button "Try again" does from now on. */
export function tryAgainWith(wish: Wish): void {
  lastWish = wish;
}

/** Says what is going on, aloud where the page is read out. */
export function say(text: string): void {
  status.textContent = text;
}

onTryAgain(() => {
  if (lastWish) {
    void fulfil(lastWish);
  }
});

/** Not by `disabled`, which would take the keyboard's focus away. */
function setBusy(isBusy: boolean): void {
  busy = isBusy;
  for (const button of buttons) {
    button.setAttribute("aria-disabled", String(isBusy));
  }
}
