import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
// @peculiar/x509 needs the metadata API to be there before it loads.
import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A CA certificate, and two server certificates that it signed, one of them expired, with their key; all PEM. */
export interface CertificateFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly expiredCertificate: string;
  readonly key: string;
}

const LIFETIME_MS = 365 * 24 * 60 * 60 * 1000;
/** Clocks of containers and virtual machines differ a little from the host's. */
const BACKDATE_MS = 24 * 60 * 60 * 1000;
const CA_NAME = "CN=ACS emulator development CA";
const SERVER_NAME = "CN=localhost";
const KEYS = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "::1"];
/** It signs certificates of servers, not of further CAs. */
const NO_CA_BELOW = 0;

/**
 * Makes a CA and a server certificate for loopback, valid around `now` (milliseconds since the Unix epoch), and one that
 * expired a day before, for tests of what clients do then. The CA's private key is dropped when this ends, so that
 * nobody can ever sign for another host with a CA that a developer has come to trust. `names`, DNS names and IP
 * addresses, are those of this machine beside loopback's.
 */
export async function createCertificates(now: number, names: readonly string[] = []): Promise<CertificateFiles> {
  const [caKeys, serverKeys] = await Promise.all([newKeys(), newKeys()]);
  const common = {
    issuer: CA_NAME,
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(now + LIFETIME_MS),
    signingAlgorithm: SIGNATURE,
    signingKey: caKeys.privateKey,
  };
  const ca = await X509CertificateGenerator.create({
    ...common,
    subject: CA_NAME,
    publicKey: caKeys.publicKey,
    extensions: await caExtensions(caKeys.publicKey),
  });
  const ofServer = {
    ...common,
    subject: SERVER_NAME,
    publicKey: serverKeys.publicKey,
    extensions: await serverExtensions(serverKeys.publicKey, caKeys.publicKey, names),
  };
  const server = await X509CertificateGenerator.create(ofServer);
  const expired = await X509CertificateGenerator.create({
    ...ofServer,
    notBefore: new Date(now - LIFETIME_MS),
    notAfter: common.notBefore,
  });
  return {
    ca: pem(ca),
    certificate: pem(server),
    expiredCertificate: pem(expired),
    key: privateKeyPem(serverKeys.privateKey),
  };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
}

/** With key identifiers, which Python's strict verification (the default since 3.13) insists on. */
async function caExtensions(publicKey: webcrypto.CryptoKey): Promise<Extension[]> {
  return [
    new BasicConstraintsExtension(true, NO_CA_BELOW, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    await SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

async function serverExtensions(
  publicKey: webcrypto.CryptoKey,
  caPublicKey: webcrypto.CryptoKey,
  names: readonly string[],
): Promise<Extension[]> {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(
      [...new Set([...LOOPBACK_NAMES, ...names])].map((value): JsonGeneralName => ({
        type: isIP(value) === 0 ? "dns" : "ip",
        value,
      })),
    ),
    await SubjectKeyIdentifierExtension.create(publicKey),
    await AuthorityKeyIdentifierExtension.create(caPublicKey),
  ];
}

function pem(certificate: { toString(format: "pem"): string }): string {
  return `${certificate.toString("pem")}\n`;
}

function privateKeyPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: "pkcs8", format: "pem" }).toString();
}

/** When the set stops being usable, in milliseconds since the Unix epoch; 0 when its parts do not belong together. */
export function certificatesExpireAt(files: CertificateFiles): number {
  try {
    const ca = new X509Certificate(files.ca);
    const server = new X509Certificate(files.certificate);
    const expired = new X509Certificate(files.expiredCertificate);
    const key = createPrivateKey(files.key);
    const belongTogether = [server, expired].every((each) => each.verify(ca.publicKey) && each.checkPrivateKey(key));
    return belongTogether ? Math.min(Date.parse(ca.validTo), Date.parse(server.validTo)) : 0;
  } catch {
    return 0; // damaged
  }
}

/** The names that a server certificate (PEM) is for. */
export function namesIn(certificate: string): string[] {
  const names = (new X509Certificate(certificate).subjectAltName ?? "").split(", ");
  return names.map((name) => name.replace(/^(?:DNS|IP Address):/, ""));
}

/** Node writes IPv6 addresses out in certificates: `0:0:0:0:0:0:0:1`. */
export function canonical(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
}
