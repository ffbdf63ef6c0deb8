/** The error of the given class that `work` throws or rejects with; any other one is thrown on. */
export async function errorFrom<E extends Error>(type: new (...given: never[]) => E, work: () => unknown): Promise<E> {
  try {
    await work();
  } catch (error) {
    if (error instanceof type) {
      return error;
    }
    throw error;
  }
  throw new Error(`No ${type.name} was thrown.`);
}
