import { describeRows } from "./support/describeRows";
import { managedIdentityAfterAGoodRead, managedIdentityFromTheStart } from "./support/managedIdentityScenes";

describeRows("faults of the managed identity", [...managedIdentityFromTheStart(), managedIdentityAfterAGoodRead()]);
