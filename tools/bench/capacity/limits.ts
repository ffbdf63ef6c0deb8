import { USERS_SHARE } from "../../../shared/acs/parties";
import { RATE_LIMITS, WINDOW_MS } from "../../emulator/acs/RateLimits";

/** The window in which ACS counts, in seconds. */
export const WINDOW_SECONDS = WINDOW_MS / 1000;

/** What Microsoft publishes; docs/scale.md has the links. */
export const LIMITS = {
  /** Per ACS resource and window. */
  acsIssue: RATE_LIMITS.issueAccessToken,
  acsCreate: RATE_LIMITS.createIdentity,
  acsDelete: RATE_LIMITS.deleteIdentity,
  /** Instances of an app on Flex Consumption, as it is created; up to 1,000 can be set. */
  flexInstances: 100,
  /** Instances of 2,048 MB on Flex Consumption: 512,000 MB for each subscription and region, until raised. */
  flexQuotaInstances: 250,
  /** HTTP requests that Flex Consumption gives an instance of 2,048 MB at once. */
  flexConcurrency: 16,
  /** Transactions a second of one storage account. */
  storageAccount: 20_000,
  /** Entities a second of one partition of a table. */
  tablePartition: 2_000,
  /** Reads of secrets in 10 seconds of one vault. */
  vaultReads: 4_000,
} as const;

/** What part of it one instance of this service gives all users together; the rest is left to backends. */
export const INSTANCE_SHARE = USERS_SHARE;

/** Over how many partitions `shared/directory/rowKeys.ts` spreads the users. */
export const TABLE_PARTITIONS = 256;

/** How long an instance uses the secret that it has read, in seconds: `ACS_CONNECTION_STRING_MAX_AGE_SECONDS`. */
export const SECRET_AGE_SECONDS = 300;
