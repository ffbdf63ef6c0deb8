import { app, type HttpHandler } from "@azure/functions";
import { ApiError, type ErrorCode } from "./errors";
import { Drain } from "./http/Drain";
import { endpoint, type Steps } from "./http/endpoint";
import type { Operation } from "./http/operation";
import { MadeAhead } from "./lazy";
import type { Services, Surroundings } from "./services";
import { isDevelopment, SettingsReader } from "./settings/SettingsReader";
import { prepareOpenTelemetry } from "./telemetry/openTelemetry";

/** What the function folders register their operations with. */
export interface Composition {
  /** Those of the operations that the operator asks for, whether or not the settings are right. */
  register(operations: readonly Operation[]): void;
  handlerOf(operation: Operation): HttpHandler;
}

/**
 * Registers the operations; what answers them is loaded when the worker has told the host of them, or by a request that
 * comes sooner. Where the settings are bad, every endpoint is there all the same and answers Misconfigured: in Azure, an
 * app that throws while it is loaded is left without functions, so that every call, health included, is answered 404 and
 * nobody learns why. A key holder is told what is wrong, others only that something is. In development the start fails
 * instead, with a SettingsError, where whoever starts the app sees it at once.
 */
export function compose(surroundings: Surroundings): Composition {
  const { environment, clock, log } = surroundings;
  const given = new SettingsReader(environment);
  const drain = new Drain(clock);
  // Before OpenTelemetry registers hooks of its own: the spans of the last requests are to be exported, too.
  app.hook.appTerminate(() => drain.end());
  const ahead = new MadeAhead();
  // First, so that each HTTP call is recorded.
  ahead.add(prepareOpenTelemetry({ environment, clock, log }));
  const made = ahead.lazy(async () => {
    const { servicesOrError } = await import("./services.js");
    return servicesOrError(surroundings, ahead);
  });
  app.hook.appStart(async () => {
    if (isDevelopment(given)) {
      await made();
    }
    void ahead.make(log);
  });
  const services = async () => {
    const servicesOrRefusal = await made();
    if (servicesOrRefusal instanceof ApiError) {
      throw servicesOrRefusal;
    }
    return servicesOrRefusal;
  };
  // Whether or not the setting is right: who asks for an operation is told so by it.
  const isThere = ({ access, offeredWith }: Operation) =>
    [access === "users" && "USER_AUTH", offeredWith].every((name) => !name || given.text(name) !== undefined);
  const handlerOf = (operation: Operation) => endpoint(drain.watch(stepsOf(operation, services)), clock);
  return {
    handlerOf,
    register: (operations) => {
      for (const operation of operations.filter(isThere)) {
        const { name, methods, route, access } = operation;
        const authLevel = access === "keyHolders" ? "function" : "anonymous";
        app.http(name, { methods: [...methods], authLevel, route, handler: handlerOf(operation) });
      }
    },
  };
}

/** The steps of an operation, with all that its access takes. `services` rejects where the settings are bad. */
function stepsOf(operation: Operation, services: () => Promise<Services>): Steps {
  switch (operation.access) {
    case "keyHolders":
      return async (call) => await operation.steps(call, await services());
    case "users":
      return withoutNames(async (call) => {
        const { users } = await services();
        if (!users) {
          throw new TypeError("There are no operations for users where nobody signs in.");
        }
        const caller = await users.identify(call.request, call.deadline);
        return await operation.steps({ ...call, caller }, users);
      });
    case "anybody":
      return withoutNames(async (call) => {
        await services();
        return await operation.steps(call);
      });
  }
}

/** What is wrong with the settings, and with what they name, is for operators; what others are told in its place. */
const FOR_OPERATORS: Partial<Record<ErrorCode, string>> = {
  Misconfigured: "This service is not set up correctly; report the request id to its operator.",
  UpstreamRejected: "A service that this one depends on refuses it; report the request id to its operator.",
};

function withoutNames(steps: Steps): Steps {
  return async (call) => {
    try {
      return await steps(call);
    } catch (error) {
      const message = error instanceof ApiError ? FOR_OPERATORS[error.code] : undefined;
      throw error instanceof ApiError && message !== undefined
        ? new ApiError(error.code, message, { cause: error.cause && error })
        : error;
    }
  };
}
