import { parseCommandLine, USAGE } from "./parseCommandLine";
import { describeReport } from "./report";
import { runCheck } from "./runCheck";
import { runSoak } from "./runSoak";

runCheck({ usage: USAGE, parse: parseCommandLine, run: runSoak, describe: describeReport });
