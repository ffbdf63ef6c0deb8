/** The signed-in user behind a request. */
export interface Caller {
  /**
   * Stands for this user and nobody else, today and in ten years: made of ids that their issuer never gives twice, never
   * of an e-mail address or a name, which change and are given on.
   */
  readonly key: string;
  /** Who this is in Microsoft Entra ID, for those who signed in there. */
  readonly entra?: EntraUser;
}

/** Both ids are GUIDs in lower case. */
export interface EntraUser {
  readonly tenantId: string;
  readonly objectId: string;
}
