import { spawnSync } from "node:child_process";

/** A Python that has the SDK: that of Debian's package, where `python3` is another one. Else words for what is missing. */
export function pythonWithSdk(): string {
  const hasSdk = (python: string) => spawnSync(python, ["-c", "import azure.communication.identity"]).status === 0;
  return ["python3", "/usr/bin/python3"].find(hasSdk) ?? "python3 with azure-communication-identity";
}
