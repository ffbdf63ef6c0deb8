/** Of ACS; free of other well-known programs, Azurite's and the Functions host's among them. */
export const DEFAULT_PORT = 7780;
