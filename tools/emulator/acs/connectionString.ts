/** The form that the Azure portal shows; SDKs insist on this order of its parts. */
export function connectionString(endpoint: string, accessKey: string): string {
  return `endpoint=${endpoint}/;accesskey=${accessKey}`;
}
