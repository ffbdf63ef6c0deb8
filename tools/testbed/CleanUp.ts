/** What has been started, to be stopped whatever happens, the last first. */
export class CleanUp {
  readonly #steps: (() => unknown)[] = [];

  /**
   * Hands `start` a new stack. When it fails, what has started by then is stopped, and the error goes on.
   */
  static async around<T>(start: (cleanUp: CleanUp) => Promise<T>): Promise<T> {
    const cleanUp = new CleanUp();
    try {
      return await start(cleanUp);
    } catch (error) {
      // What also fails while stopping would hide why all this is stopped.
      await cleanUp.stop().catch(() => undefined);
      throw error;
    }
  }

  keep<T extends Stoppable>(service: T): T {
    this.defer(() => service.stop());
    return service;
  }

  /** For what is undone in another way than by `stop`. */
  defer(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Does nothing the second time. A step that fails keeps no other one from being taken. @throws the first error */
  async stop(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw errors[0];
    }
  }
}

interface Stoppable {
  stop(): unknown;
}
