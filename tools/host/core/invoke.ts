import { type HostLog, toError } from "../log";
import type { FunctionApp, RegisteredFunction } from "./FunctionApp";
import type {
  CoreInvocationContext,
  InvocationResponse,
  InvocationState,
  ParameterBinding,
  TraceContext,
} from "./functionsCore";

interface Invocation {
  readonly id: string;
  readonly target: RegisteredFunction;
  readonly inputData: readonly ParameterBinding[];
  readonly traceContext: TraceContext;
}

interface Outcome {
  readonly result: unknown;
  /** Null when nothing was thrown. */
  readonly error: unknown;
}

/**
 * Runs a function through the app's own programming model, with its hooks, in the order of the worker's
 * src/eventHandlers/InvocationHandler.ts. Throws what the function threw, unless a postInvocation hook took it away.
 */
export async function invoke(app: FunctionApp, invocation: Invocation, log: HostLog): Promise<InvocationResponse> {
  if (!app.programmingModel) {
    throw new Error("The app has set no programming model.");
  }
  const core = coreContextOf(invocation, log);
  const model = app.programmingModel.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const shared = { hookData: {}, appHookData: app.appHookData, invocationContext: context };

  const before = { ...shared, inputs, functionCallback: invocation.target.callback };
  await inState(core, "preInvocationHooks", () => app.runHooks("preInvocation", before));

  const outcome = await inState(core, "invocation", () =>
    model.invokeFunction(context, before.inputs, before.functionCallback).then(
      (result): Outcome => ({ result, error: null }),
      (error: unknown): Outcome => ({ result: null, error }),
    ),
  );
  const after = { ...shared, inputs: before.inputs, ...outcome };
  await inState(core, "postInvocationHooks", () => app.runHooks("postInvocation", after));

  if (after.error !== null && after.error !== undefined) {
    throw toError(after.error);
  }
  return model.getResponse(context, after.result);
}

function coreContextOf({ id, target, inputData, traceContext }: Invocation, log: HostLog): CoreInvocationContext {
  const { metadata } = target;
  const functionId = metadata.functionId ?? metadata.name;
  return {
    invocationId: id,
    metadata,
    request: { invocationId: id, functionId, inputData, triggerMetadata: {}, traceContext },
    state: undefined,
    log: (level, category, message) => {
      log(level, category === "user" ? metadata.name : "system", message);
    },
  };
}

async function inState<T>(core: CoreInvocationContext, state: InvocationState, run: () => Promise<T>): Promise<T> {
  core.state = state;
  try {
    return await run();
  } finally {
    core.state = undefined;
  }
}
