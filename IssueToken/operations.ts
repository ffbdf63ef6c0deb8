import { exchangeTeamsToken } from "./exchangeTeamsToken";
import { getMyToken, issueMyToken } from "./issueMyToken";
import { issueToken } from "./issueToken";

export const operations = [issueToken, issueMyToken, getMyToken, exchangeTeamsToken];
