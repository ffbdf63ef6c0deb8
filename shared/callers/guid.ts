/** Any but the one that RFC 9562 section 5.9 has for no id. */
const GUID = /^(?!0{8}-0{4}-0{4}-0{4}-0{12}$)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is an id that Microsoft gives to tenants, users and apps. */
export function isGuid(id: string | undefined): id is string {
  return id !== undefined && GUID.test(id);
}
