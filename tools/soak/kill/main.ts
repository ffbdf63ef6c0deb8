import { runCheck } from "../runCheck";
import { describeKills } from "./describeKills";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { runKills } from "./runKills";

runCheck({ usage: USAGE, parse: parseCommandLine, run: runKills, describe: describeKills });
