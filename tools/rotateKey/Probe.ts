import type { CommunicationIdentityClient } from "@azure/communication-identity";
import { isRestError } from "@azure/core-rest-pipeline";

type Client = Pick<CommunicationIdentityClient, "createUser" | "deleteUser">;

/** Tries connection strings by making an identity, what every key is for, and deletes it again. */
export class Probe {
  readonly #clientWith: (connectionString: string) => Client;
  #made: { client: Client; id: string } | undefined;

  constructor(clientWith: (connectionString: string) => Client) {
    this.#clientWith = clientWith;
  }

  /** `false`: ACS does not know the key, or not everywhere yet. */
  async opens(connectionString: string): Promise<boolean> {
    try {
      if (!this.#made) {
        const client = this.#clientWith(connectionString);
        this.#made = { client, id: (await client.createUser()).communicationUserId };
      }
      await this.#delete();
      return true;
    } catch (error) {
      if (isRestError(error) && error.statusCode === 401) {
        return false;
      }
      throw error;
    }
  }

  /** Deletes what a try that failed has left. The id of what cannot be deleted. */
  async cleanUp(): Promise<string | undefined> {
    await this.#delete().catch(() => undefined);
    return this.#made?.id;
  }

  async #delete(): Promise<void> {
    if (this.#made) {
      await this.#made.client.deleteUser({ communicationUserId: this.#made.id });
      this.#made = undefined;
    }
  }
}
