import type { Deadline } from "../deadline";
import type { PutTeamsAccess, TeamsAccess, TeamsAccount } from "./AcsClient";
import type { AcsGateway } from "./AcsGateway";
import { teamsAccessDeletion, teamsAccessPut, teamsAccessReading } from "./operations";

/**
 * Who of Teams may use the ACS resource, as the endpoints give and take it: for those who hold a function key. Whatever
 * ACS or Key Vault fails at is rejected with an ApiError.
 */
export class AcsTeamsAccess {
  readonly #gateway: Pick<AcsGateway, "call">;

  constructor(gateway: Pick<AcsGateway, "call">) {
    this.#gateway = gateway;
  }

  async put(access: TeamsAccess, deadline: Deadline): Promise<PutTeamsAccess> {
    return await this.#gateway.call("keyHolders", teamsAccessPut(access), deadline);
  }

  /** Undefined where the account has none. */
  async get(account: TeamsAccount, deadline: Deadline): Promise<TeamsAccess | undefined> {
    return await this.#gateway.call("keyHolders", teamsAccessReading(account), deadline);
  }

  async delete(account: TeamsAccount, deadline: Deadline): Promise<void> {
    await this.#gateway.call("keyHolders", teamsAccessDeletion(account), deadline);
  }
}
