import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import * as z from "zod";
import { jsonIn } from "../../shared/jsonIn";
import { type AcsKeys, type KeyName, RotationError } from "./rotateKey";

const API_VERSION = "2023-03-31";

/** Of `CommunicationServiceKeys` in the specification; a regeneration need not tell the other key. */
const bothKeys = z.object({ primaryKey: z.string().min(1), secondaryKey: z.string().min(1) });
const oneConnectionString = {
  primary: z.object({ primaryConnectionString: z.string().min(1) }).transform((keys) => keys.primaryConnectionString),
  secondary: z
    .object({ secondaryConnectionString: z.string().min(1) })
    .transform((keys) => keys.secondaryConnectionString),
};
const failure = z.object({ error: z.object({ code: z.string() }) });

interface Address {
  /** `https://management.azure.com` */
  readonly endpoint: string;
  /** `/subscriptions/…/communicationServices/NAME` */
  readonly resourceId: string;
}

/** The keys, by Azure Resource Manager. What it answers holds keys, so no part of that gets into an error. */
export function resourceManagerKeys({ endpoint, resourceId }: Address, credential: TokenCredential): AcsKeys {
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: "https://management.azure.com/.default" }));
  const client = createDefaultHttpClient();

  const post = async <T>(action: string, body: object, schema: z.ZodType<T>): Promise<T> => {
    const request = createPipelineRequest({
      url: `${endpoint}${resourceId}/${action}?api-version=${API_VERSION}`,
      method: "POST",
      body: JSON.stringify(body),
    });
    request.headers.set("Content-Type", "application/json");
    const { status, bodyAsText } = await pipeline.sendRequest(client, request);
    if (status !== 200) {
      throw refused(action, status, failure.safeParse(jsonIn(bodyAsText)).data?.error.code);
    }
    const { data } = schema.safeParse(jsonIn(bodyAsText));
    if (data === undefined) {
      throw new RotationError(`Azure Resource Manager answered ${action} without the keys.`);
    }
    return data;
  };

  return {
    list: async () => {
      const { primaryKey: primary, secondaryKey: secondary } = await post("listKeys", {}, bothKeys);
      return { primary, secondary };
    },
    regenerate: async (name: KeyName) => {
      const keyType = name === "primary" ? "Primary" : "Secondary";
      return { connectionString: await post("regenerateKey", { keyType }, oneConnectionString[name]) };
    },
  };
}

function refused(action: string, status: number, code = ""): RotationError {
  const advice =
    status === 403
      ? " Give the identity that runs this a role with Microsoft.Communication/CommunicationServices/ListKeys/action and …/RegenerateKey/action on the resource."
      : "";
  return new RotationError(`Azure Resource Manager refused ${action}: ${`${status} ${code}`.trimEnd()}.${advice}`);
}
