import { revokeMyTokens } from "./revokeMyTokens";
import { revokeTokens } from "./revokeTokens";

export const operations = [revokeTokens, revokeMyTokens];
