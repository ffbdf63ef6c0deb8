/** Far more than anything takes, on a busy machine too; less than a test has. */
const LIMIT_MS = 90_000;

/** Between two questions: to ask without a pause would take the processor from whoever is to make it so. */
const PAUSE_MS = 5;

/** Asks again and again until it is so. @throws Error when it is still not so after a while */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!(await isSo())) {
    if (Date.now() > end) {
      throw new Error(`Not so after ${LIMIT_MS} ms: ${isSo.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
