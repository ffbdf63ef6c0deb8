/** What a bench has started, to be stopped whatever happens, the last first. */
export class Running {
  readonly #started: Stoppable[] = [];

  keep<T extends Stoppable>(service: T): T {
    this.#started.push(service);
    return service;
  }

  async stop(): Promise<void> {
    for (let service = this.#started.pop(); service; service = this.#started.pop()) await service.stop();
  }
}

interface Stoppable {
  stop(): Promise<unknown>;
}
