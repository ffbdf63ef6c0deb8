import type { RegisteredFunction } from "../core/FunctionApp";
import type { RouteTemplate } from "./parseRouteTemplate";

export type AuthLevel = "anonymous" | "function" | "admin";

/** A function that answers HTTP requests. */
export interface HttpRoute {
  readonly name: string;
  /** As the app wrote it, without the prefix; the function's name when it wrote none. */
  readonly route: string;
  /** Upper case; empty stands for all. */
  readonly methods: readonly string[];
  readonly authLevel: AuthLevel;
  readonly template: RouteTemplate;
  /** By the setting `AzureWebJobs.NAME.Disabled`. */
  readonly isDisabled: boolean;
  readonly target: RegisteredFunction;
}
