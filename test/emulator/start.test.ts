import { once } from "node:events";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { startEmulator } from "../../tools/emulator/index";
import { createCertificates } from "../../tools/kit/certificates";
import { TestEmulator } from "./support/TestEmulator";
import { matching } from "./support/values";

const running = TestEmulator.forAll();

function portOf(url: string): number {
  return Number(new URL(url).port);
}

async function refuses(port: number, host = "127.0.0.1"): Promise<boolean> {
  const socket = createConnection({ port, host });
  const refused = await once(socket, "connect").then(
    () => false,
    () => true,
  );
  socket.destroy();
  return refused;
}

test("the environment of an app", () => {
  const { emulator } = running;
  expect(emulator.environment()).toEqual({
    KEY_VAULT_URL: emulator.endpoints.keyVault,
    IDENTITY_ENDPOINT: `${emulator.endpoints.managedIdentity}/msi/token`,
    IDENTITY_HEADER: emulator.identityHeader,
    NODE_EXTRA_CA_CERTS: emulator.caFile,
  });
  expect(emulator.endpoints.acs).toMatch(/^https:\/\/localhost:\d+$/);
  expect(emulator.connectionString).toMatch(/^endpoint=https:\/\/localhost:\d+\/;accesskey=[\w+/]{86}==$/);
  expect(emulator.testSurfaceUrl).toBeUndefined();
});

test("warns that it is for development", () => {
  expect(running.logged).toEqual([matching("for development and tests only")]);
});

test.each(["localhost", "127.0.0.1"])("answers at %s, with a certificate for it", async (host) => {
  const reply = await running.send(`https://${host}:${portOf(running.emulator.endpoints.acs)}/`);
  expect(reply.status).toBe(200);
});

// Connects only: some releases of Node 22 do not find ::1 in any certificate.
const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
test("listens at ::1 where there is IPv6, since localhost may lead there too", async () => {
  expect(await refuses(portOf(running.emulator.endpoints.acs), "::1")).toBe(!hasIpv6);
});

test("listens at no other address, which a server for all of them would", async () => {
  expect(await refuses(portOf(running.emulator.endpoints.acs), "127.0.0.2")).toBe(true);
});

describe("with a host and names of its own", () => {
  const exposed = TestEmulator.forAll({ host: "0.0.0.0", names: ["emulator", "FD00:0::5"], testSurface: true });

  test("warns that it listens beyond this machine, and does", async () => {
    expect(exposed.logged[1]).toContain("It listens beyond this machine");
    expect(await refuses(portOf(exposed.emulator.endpoints.acs), "127.0.0.2")).toBe(false);
  });

  test.each([
    ["emulator", /identities/],
    ["[fd00::5]", /identities/],
    ["localhost", /identities/],
    ["attacker.example", /Forbidden.*one of localhost, 127.0.0.1, \[::1\], emulator, \[fd00::5\]\./],
  ])("its test surface answers who calls it %s with %s", async (host, answer) => {
    const { testSurfaceUrl = "" } = exposed.emulator;
    const headers = { host: `${host}:${portOf(testSurfaceUrl)}` };
    expect((await exposed.send(`${testSurfaceUrl}/state`, { headers })).body).toMatch(answer);
  });

  const loopback = hasIpv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
  test.each(loopback)("at the loopback address %s it warns of nothing more", async (host) => {
    const quiet = await TestEmulator.start({ host });
    await quiet.stop();
    expect(quiet.logged).toEqual([matching("for development and tests only")]);
  });
});

test("stops at once, open connections included", async () => {
  const stopping = await TestEmulator.start();
  const port = portOf(stopping.emulator.endpoints.acs);
  const open = createConnection({ port, host: "127.0.0.1" });
  await once(open, "connect");
  open.on("error", () => undefined);
  const closed = once(open, "close");
  await stopping.stop();
  await closed;
  expect(await refuses(port)).toBe(true);
});

test("a port that is taken: rejects, and leaves nothing running", async () => {
  const taken = portOf(running.emulator.endpoints.keyVault);
  const free = portOf(running.emulator.endpoints.acs);
  await running.emulator.control.listen("acs", false);
  const ca = { caFile: "", ...(await createCertificates(Date.now())) };
  const starting = startEmulator({ ca, ports: { acs: free, keyVault: taken }, log: () => undefined });
  await expect(starting).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(await refuses(free)).toBe(true);
  await running.emulator.control.listen("acs", true);
});
