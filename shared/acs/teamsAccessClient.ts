import { createCommunicationAuthPolicy } from "@azure/communication-common";
import {
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  RestError,
} from "@azure/core-rest-pipeline";
import * as z from "zod/mini";
import type { Clock } from "../clock";
import { accessOf, type AcsConnection } from "../connection/AcsConnection";
import { jsonIn } from "../jsonIn";
import type { CallOptions } from "../resilience/callOptions";
import { type FailedCall, failedCallOf } from "../resilience/failedCall";
import { sdkOptions } from "../resilience/sdkOptions";
import { UpstreamFailure } from "../resilience/UpstreamFailure";
import type { TeamsAccess, TeamsAccessClient, TeamsAccount } from "./AcsClient";
import { acsFailure, withAcsFailures } from "./acsFailure";
import { IncompleteAnswerError } from "./checkAnswer";

/** The one of which users report that it works, and that the SDKs' own exchange of tokens sends. */
const API_VERSION = "2025-06-30";

/**
 * How ACS writes who an account is, and how its specification, and so this API, does. Its documentation ("REST API for
 * Teams Phone extensibility") and its users write `teamsResourceAccount`, in the specification the same is called
 * `resourceAccount`: the first is sent, and either is read, in any letter case.
 */
const ON_THE_WIRE: Readonly<Record<string, string>> = { user: "user", resourceAccount: "teamsResourceAccount" };

/**
 * ACS's access assignments of Teams Phone Extensibility: REST calls of our own, through the pipeline and the signing of
 * ACS's SDKs, since no SDK for JavaScript has them (`@azure/communication-identity` 1.3.1 is the newest). The day one has,
 * it makes these calls, and this file goes.
 */
export function createTeamsAccessClient(connection: AcsConnection, clock: Clock): TeamsAccessClient {
  const send = sender(connection);
  const call = withAcsFailures(failedCallOf, accessOf(connection), clock, teamsAccessFailure);
  return {
    putTeamsAccess: ({ principalType, clientIds, ...account }, options) =>
      call(async () => {
        // Without any, the specification's example has no such member.
        const ids = clientIds.length > 0 && { clientIds };
        const body = JSON.stringify({ principalType: ON_THE_WIRE[principalType] ?? principalType, ...ids });
        const { status, json } = await send("PUT", account, { success: [200, 201], body, options });
        return { access: accessIn(json, account), isNew: status === 201 };
      }),
    getTeamsAccess: (account, options) =>
      unlessNone(call(async () => accessIn((await send("GET", account, { success: [200], options })).json, account))),
    deleteTeamsAccess: (account, options) =>
      unlessNone(
        call(async () => {
          await send("DELETE", account, { success: [204], options });
        }),
      ),
  };
}

interface Sent {
  /** What the specification says that a success has; no other is one. */
  success: readonly number[];
  body?: string;
  options: CallOptions;
}

/** Makes what sends a request about an account, and rejects with a RestError when that has no success. */
function sender(connection: AcsConnection) {
  const { httpClient, ...pipelineOptions } = sdkOptions();
  const pipeline = createPipelineFromOptions(pipelineOptions);
  pipeline.addPolicy(createCommunicationAuthPolicy(credentialOf(connection)), { phase: "Sign" });
  return async (method: HttpMethods, { tenantId, objectId }: TeamsAccount, { success, body, options }: Sent) => {
    const path = `access/teamsExtension/tenants/${tenantId}/assignments/${objectId}`;
    const request = createPipelineRequest({
      url: `${connection.endpoint}/${path}?api-version=${API_VERSION}`,
      method,
      headers: createHttpHeaders({
        Accept: "application/json",
        ...(body && { "Content-Type": "application/json" }),
        ...options.requestOptions?.headers,
      }),
      ...(body && { body }),
      abortSignal: options.abortSignal,
    });
    const response = await pipeline.sendRequest(httpClient, request);
    const { status, bodyAsText } = response;
    const json = jsonIn(bodyAsText);
    if (!success.includes(status)) {
      const error = new RestError("ACS refused the call.", { statusCode: status, request, response });
      throw Object.assign(error, { details: json });
    }
    return { status, json };
  };
}

function credentialOf(connection: AcsConnection) {
  return "accessKey" in connection
    ? { key: connection.accessKey }
    : { getToken: () => Promise.resolve(connection.accessToken) };
}

/** Undefined where ACS says, in its own words, that there is no such assignment. */
async function unlessNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UpstreamFailure && error.kind === "notFound") {
      return undefined;
    }
    throw error;
  }
}

/** What is known of a refusal beside what holds for all of ACS. Source: the documentation of Teams Phone Extensibility. */
export const teamsAccessFailure: typeof acsFailure = (call, access, now) => {
  const { status, code, cause } = call;
  if (status === 404 && code !== undefined && code !== UNSUPPORTED) {
    return new UpstreamFailure("notFound", { mayHaveActed: false, cause });
  }
  const advice = adviceOn(call);
  if (advice !== undefined) {
    return new UpstreamFailure("notOffered", { mayHaveActed: false, advice, cause });
  }
  const target = refusedField(call);
  return target === undefined
    ? acsFailure(call, access, now)
    : new UpstreamFailure("inputRefused", { mayHaveActed: false, target, cause });
};

const UNSUPPORTED = "UnsupportedApiVersion";

function adviceOn({ status, code }: FailedCall): string | undefined {
  if (status === 403 && code === "SubscriptionNotAllowed") {
    return "Azure Communication Services does not offer Teams Phone Extensibility to the Azure subscription of its resource; this service's operator must ask Microsoft for it.";
  }
  return code === UNSUPPORTED
    ? `Azure Communication Services does not serve its API version ${API_VERSION} for Teams access; this service's operator must deploy a newer version of it.`
    : undefined;
}

/** Which part of an assignment ACS refuses. Not recorded: status and code are those of its other refusals of input. */
function refusedField({ status, code, target = "" }: FailedCall): string | undefined {
  const [field] = /^(?:principalType|clientIds|tenantId|objectId)(?![A-Za-z])/i.exec(target) ?? [];
  return status === 400 && code === "ValidationError" ? field?.toLowerCase() : undefined;
}

const assignment = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  principalType: z.string().check(z.minLength(1)),
  clientIds: z.nullish(z.array(z.string())),
});

/** The assignment in what ACS sent. @throws IncompleteAnswerError: it is none, or that of another account */
function accessIn(json: unknown, { tenantId, objectId }: TeamsAccount): TeamsAccess {
  const { data } = assignment.safeParse(json);
  if (data?.tenantId.toLowerCase() !== tenantId || data.objectId.toLowerCase() !== objectId) {
    throw new IncompleteAnswerError("ACS answered without the access assignment of the account.");
  }
  return {
    tenantId,
    objectId,
    principalType: asSpecified(data.principalType),
    clientIds: (data.clientIds ?? []).map((id) => id.toLowerCase()),
  };
}

/** As the specification writes it, where it knows it. */
function asSpecified(principalType: string): string {
  const isSame = (name: string) => name.toLowerCase() === principalType.toLowerCase();
  const [known] = Object.entries(ON_THE_WIRE).find((names) => names.some(isSame)) ?? [];
  return known ?? principalType;
}
