export type { IssuedToken } from "./requestToken.js";
export { type Reason, TokenError } from "./TokenError.js";
export { type AbortSignalLike, TokenSource, type TokenSourceOptions } from "./TokenSource.js";
