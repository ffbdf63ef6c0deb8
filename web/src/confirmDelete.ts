import { element } from "./element";

const dialog = element("confirm-delete", HTMLDialogElement);

/** Asks whether to delete the identity. Escape means no; the browser gives the focus back to where it was. */
export async function confirmDelete(): Promise<boolean> {
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => {
    dialog.addEventListener("close", resolve, { once: true });
  });
  return dialog.returnValue === "delete";
}
