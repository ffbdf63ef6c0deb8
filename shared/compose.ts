import { app, type HttpHandler, type HttpRequest } from "@azure/functions";
import type { Deadline } from "./deadline";
import { Drain } from "./Drain";
import { ApiError } from "./errors";
import { GivenSettings } from "./GivenSettings";
import { endpoint, type Steps } from "./http/endpoint";
import type { Reply } from "./http/replies";
import { loadAheadOnceStarted } from "./loadAhead";
import { createServices, type Services, type Surroundings } from "./services";
import { readSettings, SettingsError } from "./settings";
import type { UserServices } from "./users";
import { isDevelopment, type Offers, offersOf } from "./userSettings";

type StepsWith<S> = (request: HttpRequest, deadline: Deadline, services: S) => Promise<Reply> | Reply;

/** What the function folders register their endpoints with. */
export interface Composition {
  /** Which of the optional endpoints are there. */
  readonly offers: Offers;
  /** An endpoint for whoever has a function key. */
  forKeyHolders(steps: StepsWith<Services>): HttpHandler;
  /** An endpoint for signed-in users. */
  forUsers(steps: StepsWith<Services & { users: UserServices }>): HttpHandler;
  forAnybody(steps: Steps): HttpHandler;
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
  const made = servicesOrFault(surroundings);
  if (!(made instanceof ApiError)) {
    loadAheadOnceStarted(made, surroundings.log);
  }
  const services = () => {
    if (made instanceof ApiError) {
      throw made;
    }
    return made;
  };
  return {
    offers: offersOf(new GivenSettings(surroundings.environment)),
    forKeyHolders: (steps) => endpoint(drain.watch((request, deadline) => steps(request, deadline, services()))),
    forUsers: (steps) =>
      endpoint(
        drain.watch(
          withoutNames((request, deadline) => {
            const { users, ...others } = services();
            if (!users) {
              throw new TypeError("There are no endpoints for users where nobody signs in.");
            }
            return steps(request, deadline, { ...others, users });
          }),
        ),
      ),
    forAnybody: (steps) =>
      endpoint(
        drain.watch(
          withoutNames((request, deadline) => {
            services();
            return steps(request, deadline);
          }),
        ),
      ),
  };
}

/** What is wrong with the settings, and with what they name, is for operators. */
function withoutNames(steps: Steps): Steps {
  return async (request, deadline) => {
    try {
      return await steps(request, deadline);
    } catch (error) {
      throw error instanceof ApiError && error.code === "Misconfigured" ? withoutName(error) : error;
    }
  };
}

function withoutName(cause: ApiError): ApiError {
  const message = "This service is not set up correctly; report the request id to its operator.";
  return new ApiError("Misconfigured", message, { cause: cause.cause && cause });
}

function servicesOrFault(surroundings: Surroundings): Services | ApiError {
  const { environment, log } = surroundings;
  try {
    return createServices(readSettings(environment), surroundings);
  } catch (error) {
    if (!(error instanceof SettingsError) || isDevelopment(new GivenSettings(environment))) {
      throw error;
    }
    const correctThese = `Correct the app's settings: ${error.message}.`;
    log("error", { message: `Every call is answered with 500 Misconfigured. ${correctThese}` });
    return new ApiError("Misconfigured", correctThese);
  }
}
