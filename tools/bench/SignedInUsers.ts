import { systemClock } from "../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../kit/developmentCa";
import { type Azurite, startAzurite } from "../testbed/azurite/startAzurite";
import { CleanUp } from "../testbed/CleanUp";
import { IdentityProvider } from "../testbed/identityProvider/IdentityProvider";
import { USUAL } from "../testbed/identityProvider/TestIssuer";

/** The most that the settings take: a bench is no user who asks too often. */
const TOKENS_PER_MINUTE = "10000";
const ACS_LIMIT_FACTOR = "100";

/** What an API with signed-in users needs around it: an issuer of access tokens, and tables in a process of their own. */
export class SignedInUsers {
  readonly #cleanUp: CleanUp;

  private constructor(
    readonly provider: IdentityProvider,
    readonly azurite: Azurite,
    cleanUp: CleanUp,
  ) {
    this.#cleanUp = cleanUp;
  }

  static async start(): Promise<SignedInUsers> {
    return await CleanUp.around(async (cleanUp) => {
      const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
      const provider = cleanUp.keep(await IdentityProvider.start());
      return new SignedInUsers(provider, cleanUp.keep(await startAzurite({ ca })), cleanUp);
    });
  }

  /** The settings of an API for these users. */
  environment(): Record<string, string> {
    return {
      USER_AUTH: "jwt",
      JWT_ISSUERS: this.provider.issuer,
      JWT_AUDIENCES: USUAL.audience,
      MY_TOKENS_PER_MINUTE: TOKENS_PER_MINUTE,
      MY_SIGN_OUTS_PER_MINUTE: TOKENS_PER_MINUTE,
      ACS_LIMIT_FACTOR,
      ...this.azurite.environment(),
    };
  }

  /** The header with which each of so many users calls. */
  async headers(count: number): Promise<{ Authorization: string }[]> {
    const { tokens } = this.provider;
    const subjects = Array.from({ length: count }, (_, nth) => `user-${nth}`);
    return Promise.all(subjects.map(async (sub) => ({ Authorization: `Bearer ${await tokens.mint({ sub })}` })));
  }

  async stop(): Promise<void> {
    await this.#cleanUp.stop();
  }
}
