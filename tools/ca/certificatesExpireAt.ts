import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificateFiles } from "./createCertificates";

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
