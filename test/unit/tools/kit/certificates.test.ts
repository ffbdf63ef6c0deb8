import { createPrivateKey, X509Certificate as NodeCertificate } from "node:crypto";
import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from "@peculiar/x509";
import { type CertificateFiles, createCertificates } from "../../../../tools/kit/certificates";

const now = Date.parse("2026-08-18T09:00:00Z");
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"; // RFC 5280, 4.2.1.12
let files: CertificateFiles;

beforeAll(async () => {
  files = await createCertificates(now);
});

test("the CA may sign servers only, and the server nothing", () => {
  const [ca, server] = [new X509Certificate(files.ca), new X509Certificate(files.certificate)];
  expect(ca.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: true, pathLength: 0, critical: true });
  expect(ca.getExtension(KeyUsagesExtension)).toMatchObject({ usages: KeyUsageFlags.keyCertSign, critical: true });
  expect(server.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: false, critical: true });
  expect(server.getExtension(KeyUsagesExtension)?.usages).toBe(KeyUsageFlags.digitalSignature);
  expect(new NodeCertificate(files.certificate).keyUsage).toEqual([SERVER_AUTHENTICATION]);
});

test("each names its key, and the server that of the CA", () => {
  const [ca, server] = [new X509Certificate(files.ca), new X509Certificate(files.certificate)];
  const caKey = ca.getExtension(SubjectKeyIdentifierExtension)?.keyId;
  expect(caKey).toMatch(/^[\da-f]{40}$/);
  expect(server.getExtension(AuthorityKeyIdentifierExtension)?.keyId).toBe(caKey);
  expect(server.getExtension(SubjectKeyIdentifierExtension)?.keyId).not.toBe(caKey);
});

test("valid from a day before, for a year", () => {
  for (const each of [files.ca, files.certificate].map((pem) => new NodeCertificate(pem))) {
    expect([Date.parse(each.validFrom), Date.parse(each.validTo)]).toEqual([
      Date.parse("2026-08-17T09:00:00Z"),
      Date.parse("2027-08-18T09:00:00Z"),
    ]);
  }
});

test("one more for the server, of the same CA and key, that expired a day before", () => {
  const expired = new NodeCertificate(files.expiredCertificate);
  expect(Date.parse(expired.validTo)).toBe(Date.parse("2026-08-17T09:00:00Z"));
  expect(expired.verify(new NodeCertificate(files.ca).publicKey)).toBe(true);
  expect(expired.checkPrivateKey(createPrivateKey(files.key))).toBe(true);
  expect(expired.subjectAltName).toBe(new NodeCertificate(files.certificate).subjectAltName);
});

test("no two have a serial number in common", async () => {
  const other = await createCertificates(now);
  const all = [files, other].flatMap(({ ca, certificate, expiredCertificate }) => [
    ca,
    certificate,
    expiredCertificate,
  ]);
  expect(new Set(all.map((pem) => new NodeCertificate(pem).serialNumber)).size).toBe(6);
});
