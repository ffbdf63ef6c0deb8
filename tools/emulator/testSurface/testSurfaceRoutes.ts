import * as z from "zod";
import { serviceNames } from "../Service";
import type { Control } from "./Control";
import { faultSchema } from "./faultSchema";

const serviceName = z.enum(serviceNames);
const keyName = z.enum(["primary", "secondary"]);
const nothing = z.strictObject({}).optional();

/** One call of the test surface: `run` gives the reply's body, or nothing for 204. */
export interface TestSurfaceRoute {
  readonly method: string;
  /** As for `matchPath`. */
  readonly path: string;
  /** @throws ZodError when the path's parameter or the body (`undefined` when empty) is not as it should be */
  run(control: Control, parameter: string | undefined, body: unknown): unknown;
}

export const testSurfaceRoutes: readonly TestSurfaceRoute[] = [
  { method: "GET", path: "/emulator/state", run: (control) => control.state() },
  { method: "GET", path: "/emulator/requests", run: (control) => control.lastRequests() },
  {
    method: "POST",
    path: "/emulator/reset",
    run: (control, _, body) => {
      nothing.parse(body);
      return control.reset();
    },
  },
  {
    method: "POST",
    path: "/emulator/keys/{name}/regenerate",
    run: (control, name, body) => {
      const options = z.strictObject({ updateVault: z.boolean().optional() }).optional().parse(body);
      return control.regenerateKey(keyName.parse(name), options);
    },
  },
  {
    method: "POST",
    path: "/emulator/tokens/validate",
    run: (control, _, body) => control.validateToken(z.strictObject({ token: z.string() }).parse(body).token),
  },
  {
    method: "PUT",
    path: "/emulator/faults/{service}",
    run: (control, service, body) => {
      control.setFault(serviceName.parse(service), faultSchema.parse(body));
    },
  },
  {
    method: "DELETE",
    path: "/emulator/faults/{service}",
    run: (control, service) => {
      control.clearFaults(serviceName.parse(service));
    },
  },
  {
    method: "DELETE",
    path: "/emulator/faults",
    run: (control) => {
      control.clearFaults();
    },
  },
  {
    method: "PUT",
    path: "/emulator/keyVault/access",
    run: (control, _, body) => {
      control.setVaultAccess(z.strictObject({ allowed: z.boolean() }).parse(body).allowed);
    },
  },
  {
    method: "PUT",
    path: "/emulator/keyVault/secret",
    run: (control, _, body) => control.setSecret(z.strictObject({ value: z.string().min(1) }).parse(body).value),
  },
  {
    method: "POST",
    path: "/emulator/clock/advance",
    run: (control, _, body) => {
      control.advanceClock(z.strictObject({ seconds: z.number().nonnegative() }).parse(body).seconds);
    },
  },
  {
    method: "POST",
    path: "/emulator/listen/{service}",
    run: (control, service, body) => {
      const { listening } = z.strictObject({ listening: z.boolean() }).parse(body);
      return control.listen(serviceName.parse(service), listening);
    },
  },
];
