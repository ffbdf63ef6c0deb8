import { acsScenes } from "./support/acsScenes";
import { describeRows } from "./support/describeRows";

describeRows("faults of ACS, with the administration SDK", acsScenes("administration"));
