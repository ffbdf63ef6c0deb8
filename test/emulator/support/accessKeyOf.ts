/** The access key in a connection string (base64). */
export function accessKeyOf(connectionString: string): string {
  return connectionString.replace(/^.*;accesskey=/, "");
}
