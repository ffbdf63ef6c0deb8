import { CommunicationIdentityClient } from "@azure/communication-identity";
import * as z from "zod";
import { AcsClient } from "../AcsClient";
import { serveOrders } from "./closedLoop";

const acsWork = z.object({ identities: z.array(z.string()).min(1) });

type Issue = (id: string) => Promise<unknown>;

/** The ways to ask ACS for a token without a server in between. */
const WAYS: Readonly<Record<string, (connectionString: string) => Issue>> = {
  /** A bare HTTPS client that signs by hand: the least that a call can cost. */
  hand: (connectionString) => {
    const client = new AcsClient(connectionString, process.env["NODE_EXTRA_CA_CERTS"] ?? "", Infinity);
    return (id) => client.issueToken(id);
  },
  /** Microsoft's SDK, with one client that is kept. */
  sdk: (connectionString) => {
    const client = new CommunicationIdentityClient(connectionString);
    return (id) => client.getToken({ communicationUserId: id }, ["chat", "voip"]);
  },
};

/** The load process that is itself under test: `node acsLoad.js hand|sdk`, with ACS_CONNECTION_STRING set. */
function main(way: string, connectionString: string): void {
  const issue = WAYS[way]?.(connectionString);
  if (!issue) {
    throw new TypeError(`No way to ask ACS: ${way}`);
  }
  serveOrders((work) => {
    const { identities } = acsWork.parse(work);
    return (nth) => issueFor(identities[nth % identities.length]);
  });
  const issueFor = async (id = ""): Promise<void> => {
    await issue(id);
  };
}

main(process.argv[2] ?? "", process.env["ACS_CONNECTION_STRING"] ?? "");
