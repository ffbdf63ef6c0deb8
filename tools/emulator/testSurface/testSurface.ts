import * as z from "zod";
import { jsonIn } from "../../../shared/jsonIn";
import { faultSchema } from "../faults";
import { answer, type HttpHandler, type HttpRequest, type HttpResponse, matchPath, refusal } from "../http/http";
import { refuseStranger } from "../http/strangers";
import { serviceNames } from "../Service";
import { scopePrefixes } from "../userApis";
import type { Control } from "./EmulatorControl";

/**
 * The control over HTTP, under `/emulator/`: JSON in and out, 204 where there is nothing to say, 400 with the reason.
 * `names`: what clients may call this machine, beside loopback.
 */
export function testSurfaceHandler(control: Control, names: readonly string[]): HttpHandler {
  return async (request) => {
    const stranger = refuseStranger(request, names);
    if (stranger) {
      return stranger;
    }
    const route = testSurfaceRoutes.find(({ method, path }) => {
      return method === request.method && matchPath(path, request.segments) !== undefined;
    });
    return route ? run(route, request, control) : refusal(404, "NotFound", allRoutes());
  };
}

async function run(route: TestSurfaceRoute, request: HttpRequest, control: Control): Promise<HttpResponse> {
  const [parameter] = matchPath(route.path, request.segments) ?? [];
  const body = jsonIn(request.body.toString());
  if (body === undefined && request.body.length > 0) {
    return refusal(400, "InvalidJson", "The request body is not valid JSON.");
  }
  try {
    return answer(await route.run(control, parameter, body));
  } catch (error) {
    if (error instanceof z.ZodError) {
      return refusal(400, "InvalidRequest", z.prettifyError(error));
    }
    throw error;
  }
}

function allRoutes(): string {
  return `There is no such call. The test surface has: ${testSurfaceRoutes.map(({ method, path }) => `${method} ${path}`).join(", ")}.`;
}

const serviceName = z.enum(serviceNames);
const keyName = z.enum(["primary", "secondary"]);
const guid = z.guid().toLowerCase();
const userTokenRequest = z.strictObject({
  tenantId: guid,
  objectId: guid,
  clientId: guid,
  scope: z
    .string()
    .refine(
      (scope) => scopePrefixes.some((prefix) => scope.startsWith(prefix)),
      `It must begin with one of ${scopePrefixes.join(", ")}.`,
    ),
  groups: z.array(guid).optional(),
  expiresInSeconds: z.int().positive().optional(),
});
const nothing = z.strictObject({}).optional();

/** One call of the test surface: `run` gives the reply's body, or nothing for 204. */
interface TestSurfaceRoute {
  readonly method: string;
  /** As for `matchPath`. */
  readonly path: string;
  /** @throws ZodError when the path's parameter or the body (`undefined` when empty) is not as it should be */
  run(control: Control, parameter: string | undefined, body: unknown): unknown;
}

type Run = TestSurfaceRoute["run"];

const route = (method: string, path: string, run: Run): TestSurfaceRoute => ({ method, path: `/emulator${path}`, run });

export const testSurfaceRoutes: readonly TestSurfaceRoute[] = [
  route("GET", "/state", (control) => control.state()),
  route("GET", "/requests", (control) => control.lastRequests()),
  route("POST", "/reset", (control, _, body) => {
    nothing.parse(body);
    return control.reset();
  }),
  route("POST", "/keys/{name}/regenerate", (control, name, body) => {
    const options = z.strictObject({ updateVault: z.boolean().optional() }).optional().parse(body);
    return control.regenerateKey(keyName.parse(name), options);
  }),
  route("POST", "/tokens/validate", (control, _, body) =>
    control.validateToken(z.strictObject({ token: z.string() }).parse(body).token),
  ),
  route("PUT", "/faults/{service}", (control, service, body) => {
    control.setFault(serviceName.parse(service), faultSchema.parse(body));
  }),
  route("DELETE", "/faults/{service}", (control, service) => {
    control.clearFaults(serviceName.parse(service));
  }),
  route("DELETE", "/faults", (control) => {
    control.clearFaults();
  }),
  route("PUT", "/acs/access", (control, _, body) => {
    control.setAcsAccess(z.strictObject({ allowed: z.boolean() }).parse(body).allowed);
  }),
  route("PUT", "/acs/after-2028", (control, _, body) => {
    control.setAfter2028(z.strictObject({ isPast: z.boolean() }).parse(body).isPast);
  }),
  route("PUT", "/managedIdentity/tenant", (control, _, body) => {
    control.setIdentityTenant(z.strictObject({ tenantId: guid }).parse(body).tenantId);
  }),
  route("POST", "/users/token", (control, _, body) => control.newUserToken(userTokenRequest.parse(body))),
  route("PUT", "/keyVault/access", (control, _, body) => {
    control.setVaultAccess(z.strictObject({ allowed: z.boolean() }).parse(body).allowed);
  }),
  route("PUT", "/keyVault/secret", (control, _, body) =>
    control.setSecret(z.strictObject({ value: z.string().min(1) }).parse(body).value),
  ),
  route("POST", "/clock/advance", (control, _, body) => {
    control.advanceClock(z.strictObject({ seconds: z.number().nonnegative() }).parse(body).seconds);
  }),
  route("POST", "/listen/{service}", (control, service, body) => {
    const { listening } = z.strictObject({ listening: z.boolean() }).parse(body);
    return control.listen(serviceName.parse(service), listening);
  }),
];
