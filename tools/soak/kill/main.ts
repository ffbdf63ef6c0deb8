import { runCheck } from "../runCheck";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { describeKills } from "./report";
import { runKills } from "./runKills";

runCheck({ usage: USAGE, parse: parseCommandLine, run: runKills, describe: describeKills });
