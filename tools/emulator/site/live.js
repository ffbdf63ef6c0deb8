// Keeps the open page up to date: asks for it anew, and puts in place what has changed. Copies texts, and clears faults.
"use strict";

const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
const PATIENCE_MS = 5000;
const SAID_FOR_MS = 5000;

/** @param {string} selector */
function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) {
    throw new Error(`The page has no ${selector}.`);
  }
  return found;
}

/**
 * Without end: an emulator that is away is asked on and on. One whose answer takes long, as it has very many identities, is
 * asked less often, and a page that nobody sees asks nothing.
 */
async function follow() {
  const started = performance.now();
  if (!document.hidden) {
    await look();
  }
  const pause = 10 * (performance.now() - started);
  setTimeout(() => void follow(), Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, pause)));
}

async function look() {
  const link = find("#link");
  try {
    const reply = await fetch("/", { signal: AbortSignal.timeout(PATIENCE_MS) });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    bringUpToDate(find("main"), find("main", page));
    link.textContent = "";
  } catch {
    link.textContent ||= `Not reachable since ${new Date().toLocaleTimeString()}: below is what was seen last. This page goes on by itself.`;
  }
}

/**
 * Makes `old` what `fresh` is, and touches only what differs: the focus stays, and how far things are scrolled.
 * @param {ChildNode} old
 * @param {ChildNode} fresh
 */
function bringUpToDate(old, fresh) {
  if (old.isEqualNode(fresh) || isBeingSelected(old)) {
    return;
  }
  if (!old.cloneNode().isEqualNode(fresh.cloneNode())) {
    old.replaceWith(fresh);
    return;
  }
  const [present, wanted] = [[...old.childNodes], [...fresh.childNodes]];
  for (const each of present.slice(wanted.length)) {
    each.remove();
  }
  for (const [n, each] of wanted.entries()) {
    const there = present[n];
    if (there) {
      bringUpToDate(there, each);
    } else {
      old.appendChild(each);
    }
  }
}

/**
 * Where somebody has selected text, to copy it, the section waits until that is done.
 * @param {ChildNode} node
 */
function isBeingSelected(node) {
  const selection = getSelection();
  return node.nodeName === "SECTION" && selection?.type === "Range" && selection.containsNode(node, true);
}

/** @param {string} id */
async function copy(id) {
  const source = find(`#${id}`);
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    say("Copied.");
  } catch {
    getSelection()?.selectAllChildren(source);
    say("The browser lets no page copy: the text is selected, for you to do it.");
  }
}

async function clearFaults() {
  try {
    const reply = await fetch("/emulator/faults", { method: "DELETE" });
    say(reply.ok ? "All faults are cleared." : `Not cleared. ${(await reply.json()).error.message}`);
  } catch {
    say("Not cleared: the emulator cannot be reached.");
  }
  await look();
  // The button is gone, and with it the place of whoever uses the keyboard.
  if (document.activeElement === document.body) {
    find("#faults").focus();
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/** @param {string} text */
function say(text) {
  clearTimeout(fading);
  find("#said").textContent = text;
  fading = setTimeout(() => {
    find("#said").textContent = "";
  }, SAID_FOR_MS);
}

document.addEventListener("click", ({ target }) => {
  const button = target instanceof HTMLElement ? target.closest("button") : null;
  const copies = button?.dataset["copies"];
  if (copies) {
    void copy(copies);
  } else if (button?.id === "clear-faults") {
    void clearFaults();
  }
});

find("#still").remove();
void follow();
