import { DefaultAzureCredential, type TokenCredential } from "@azure/identity";

/** The app's managed identity in Azure; whoever develops, elsewhere. */
export function createCredential(): TokenCredential {
  return new DefaultAzureCredential();
}
