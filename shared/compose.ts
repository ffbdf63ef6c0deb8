import { app, type HttpHandler } from "@azure/functions";
import { ApiError, type ErrorCode } from "./errors";
import { Drain } from "./http/Drain";
import { endpoint, type Steps } from "./http/endpoint";
import type { Operation } from "./http/operation";
import { createServices, type Services, type Surroundings } from "./services";
import { readSettings, SettingsError } from "./settings/settings";
import { SettingsReader } from "./settings/SettingsReader";
import { isDevelopment } from "./settings/userSettings";

/** What the function folders register their operations with. */
export interface Composition {
  /** Those of the operations that the operator asks for, whether or not the settings are right. */
  register(operations: readonly Operation[]): void;
  handlerOf(operation: Operation): HttpHandler;
}

/**
 * Makes the services of the settings. Where those are bad, every endpoint is there all the same and answers
 * Misconfigured: in Azure, an app that throws while it is loaded is left without functions, so that every call, health
 * included, is answered 404 and nobody learns why. A key holder is told what is wrong, others only that something is.
 * @throws SettingsError in development, where whoever starts the app sees it at once
 */
export function compose(surroundings: Surroundings): Composition {
  const drain = new Drain(surroundings.clock);
  // Before the services register hooks of their own: the spans of the last requests are to be exported, too.
  app.hook.appTerminate(() => drain.end());
  const made = servicesOrError(surroundings);
  if (!(made instanceof ApiError)) {
    app.hook.appStart(() => {
      void made.ahead.make(surroundings.log);
    });
  }
  const services = () => {
    if (made instanceof ApiError) {
      throw made;
    }
    return made;
  };
  const given = new SettingsReader(surroundings.environment);
  // Whether or not the setting is right: who asks for an operation is told so by it.
  const isThere = ({ access, offeredWith }: Operation) =>
    [access === "users" && "USER_AUTH", offeredWith].every((name) => !name || given.text(name) !== undefined);
  const handlerOf = (operation: Operation) => endpoint(drain.watch(stepsOf(operation, services)));
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

/** The steps of an operation, with all that its access takes. `services` throws where the settings are bad. */
function stepsOf(operation: Operation, services: () => Services): Steps {
  switch (operation.access) {
    case "keyHolders":
      return (call) => operation.steps(call, services());
    case "users":
      return withoutNames(async (call) => {
        const { users } = services();
        if (!users) {
          throw new TypeError("There are no operations for users where nobody signs in.");
        }
        const caller = await users.identify(call.request, call.deadline);
        return await operation.steps({ ...call, caller }, users);
      });
    case "anybody":
      return withoutNames((call) => {
        services();
        return operation.steps(call);
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

function servicesOrError(surroundings: Surroundings): Services | ApiError {
  const { environment, log } = surroundings;
  try {
    return createServices(readSettings(environment), surroundings);
  } catch (error) {
    if (!(error instanceof SettingsError) || isDevelopment(new SettingsReader(environment))) {
      throw error;
    }
    const correctThese = `Correct the app's settings: ${error.message}.`;
    log("error", { message: `Every call is answered with 500 Misconfigured. ${correctThese}` });
    return new ApiError("Misconfigured", correctThese);
  }
}
