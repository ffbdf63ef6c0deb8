/**
 * The part of the built-in module `@azure/functions-core` that `@azure/functions` needs, and that this host provides.
 * Source: types-core/index.d.ts of Azure/azure-functions-nodejs-worker, and its src/coreApi. Optional fields that the
 * worker allows to be null are only declared where this host meets them.
 */
export interface CoreApi {
  readonly version: string;
  readonly hostVersion: string;
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable;
  registerHook(name: string, callback: HookCallback): Disposable;
  setProgrammingModel(model: ProgrammingModel): void;
  getProgrammingModel(): ProgrammingModel | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export interface Disposable {
  dispose(): void;
}

export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";
export type LogCategory = "user" | "system" | "customMetric";
export type FunctionCallback = (...args: unknown[]) => unknown;
export type HookCallback = (context: object) => void | Promise<void>;

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  /** By binding name; the name of the returned output is `$return`. */
  readonly bindings: Readonly<Record<string, BindingInfo>>;
}

/** A binding as the app wrote it: beyond these two fields, nothing has checked it. */
export interface BindingInfo {
  readonly type: string;
  readonly direction: "in" | "out" | "inout";
  readonly [option: string]: unknown;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  /** Ends the time in which `app.setup` may be called, and tells what the app has switched on. */
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  state: InvocationState | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export type InvocationState = "preInvocationHooks" | "invocation" | "postInvocationHooks";

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly ParameterBinding[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: TraceContext;
}

/** The host's own request in a distributed trace, as W3C Trace Context writes it. */
export interface TraceContext {
  readonly traceParent: string;
  /** Empty when there is none. */
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface InvocationResponse {
  readonly outputData?: readonly ParameterBinding[] | null;
  readonly returnValue?: TypedData | null;
}

export interface ParameterBinding {
  readonly name: string;
  readonly data: TypedData;
}

export interface TypedData {
  readonly string?: string | null;
  readonly json?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly http?: HttpData | null;
}

/** A request on its way in (the nullable maps), or a response on its way out (the others). */
export interface HttpData {
  readonly url?: string;
  readonly method?: string;
  readonly nullableHeaders?: NullableStrings;
  readonly nullableQuery?: NullableStrings;
  readonly nullableParams?: NullableStrings;
  readonly body?: TypedData | null;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly unknown[];
}

export type NullableStrings = Readonly<Record<string, { readonly value: string }>>;
