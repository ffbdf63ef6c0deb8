import * as z from "zod";
import { concerns, FaultInForce, foreignReplies } from "../kit/injection";
import type { HttpRequest } from "./http/http";
import type { ServiceName } from "./Service";

const MAX_DELAY_MS = 10 * 60 * 1000;

const HEADER_VALUE = /^[\x20-\x7e]+$/;

/** How a service misbehaves on purpose, as it comes over HTTP. Absent members do nothing. */
export const faultSchema = z
  .strictObject({
    /** Answers with this status instead of doing the operation. */
    status: z.int().min(400).max(599).optional(),
    /** The `Retry-After` header beside `status`: seconds, or a date. */
    retryAfter: z.union([z.number().nonnegative(), z.string().regex(HEADER_VALUE)]).optional(),
    /**
     * Beside `status`: whose reply it is, not the service's own. A gateway's page, JSON of another service, or nothing
     * but the status. Absent: the error envelope that all Azure services share, with a code that is the status's name.
     */
    foreign: z.enum(foreignReplies).optional(),
    /** Waits first. */
    delayMs: z.int().nonnegative().max(MAX_DELAY_MS).optional(),
    /** Closes the connection: "before" the operation is done, or "after" it was done but before the reply. */
    drop: z.enum(["before", "after"]).optional(),
    /** For so many requests, then no more; absent: until cleared. */
    times: z.int().positive().optional(),
    /** Only requests with this method. */
    method: z.string().min(1).optional(),
    /** Only requests whose decoded path begins so. */
    path: z.string().startsWith("/").optional(),
  })
  .refine(
    ({ status, delayMs, drop }) => status !== undefined || delayMs !== undefined || drop !== undefined,
    "One of status, delayMs and drop is needed.",
  )
  .refine(({ status, drop }) => status === undefined || drop === undefined, "status and drop exclude each other.")
  .refine(({ status, retryAfter }) => retryAfter === undefined || status !== undefined, "retryAfter needs a status.")
  .refine(({ status, foreign }) => foreign === undefined || status !== undefined, "foreign needs a status.");

export type Fault = Readonly<z.infer<typeof faultSchema>>;

/** The faults in force: at most one per service. */
export class Faults {
  readonly #faults = new Map<ServiceName, FaultInForce<Fault>>();

  /** Takes the place of the fault that the service had. */
  set(service: ServiceName, fault: Fault): void {
    this.#faults.set(service, new FaultInForce({ ...fault }));
  }

  clear(service: ServiceName): void {
    this.#faults.delete(service);
  }

  /** Copies, with the `times` that are left. */
  inForce(): Partial<Record<ServiceName, Fault>> {
    const left = [...this.#faults].map(([service, { fault, met }]): [ServiceName, Fault] => [
      service,
      fault.times === undefined ? fault : { ...fault, times: fault.times - met },
    ]);
    return structuredClone(Object.fromEntries(left));
  }

  /** The fault that this request meets; counts as one of its times. */
  take(service: ServiceName, request: HttpRequest): Fault | undefined {
    const inForce = this.#faults.get(service);
    if (!inForce || !concerns(inForce.fault, request)) {
      return undefined;
    }
    inForce.meet();
    if (inForce.isSpent) {
      this.clear(service);
    }
    return inForce.fault;
  }
}
