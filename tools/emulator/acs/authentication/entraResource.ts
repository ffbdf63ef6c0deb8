/** What an Entra token for Communication Services is for: its audience, with or without slashes at the end. */
export const ENTRA_RESOURCE = "https://communication.azure.com";
