import "./issueToken";
import "./issueMyToken";
import "./exchangeTeamsToken";
