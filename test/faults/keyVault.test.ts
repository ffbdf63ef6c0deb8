import { describeRows } from "./support/describeRows";
import { keyRotation, keyRotationWhileDown, vaultAfterAGoodRead, vaultFromTheStart } from "./support/vaultScenes";

describeRows("faults of Key Vault", [
  ...vaultFromTheStart(),
  ...vaultAfterAGoodRead(),
  keyRotation(),
  keyRotationWhileDown(),
]);
