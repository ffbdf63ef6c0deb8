import { newRsaKeyPem } from "./jwt/rsaJwtKey";
import type { Store } from "./store/Store";

const NAME = "accessTokens";

/** The private key (PEM) that signs access tokens: the one that `store` keeps, or a new one that it keeps from now on. */
export async function storedTokenKey(store: Store): Promise<string> {
  const kept = store.read(({ signingKeys }) => signingKeys.get(NAME));
  if (kept) return kept.pem;
  const pem = await newRsaKeyPem();
  await store.transact(({ signingKeys }) => {
    signingKeys.set(NAME, { pem });
  });
  return pem;
}
