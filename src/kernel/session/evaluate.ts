import { type Runtime, Session } from 'node:inspector';
import { sharedState } from '../display/shared';
import { withEvaluation } from './interrupt';

export type Evaluation = { value: unknown } | { thrown: unknown };

/** Node's types do not know all that V8 takes. */
type ReplParameters = Runtime.EvaluateParameterType & { replMode: true };
type PeekParameters = Runtime.EvaluateParameterType & { throwOnSideEffect: true };

const GROUP = 'cell';
const slot = sharedState<{ value?: unknown }>('evaluated', {});
const STORE = `function (value) { globalThis[Symbol.for('bmdsrnet.kernel')].get('evaluated').value = value; }`;
/** The context of the main script; a process without `vm` contexts of its own has no other. */
const MAIN_CONTEXT = 1;

let session: Session | undefined;
let evaluations = 0;

/** Opens the in-process inspector session; calling it early takes its cost out of the first cell. */
export function openSession(): Session {
  if (session === undefined) {
    session = new Session();
    session.connect();
  }
  return session;
}

/**
 * Runs JavaScript as the REPL of V8 does: top-level `await`, and names that stay for later cells and may be
 * declared again. Gives the completion value itself, not a copy of it; a promise is not awaited.
 */
export function evaluate(code: string): Promise<Evaluation> {
  const inspector = openSession();
  const parameters: ReplParameters = {
    expression: code,
    replMode: true,
    awaitPromise: true,
    objectGroup: GROUP,
  };
  return new Promise((resolve) => {
    withEvaluation(++evaluations, () =>
      inspector.post('Runtime.evaluate', parameters, (error, reply) =>
        resolve(error ? { thrown: new Error(error.message) } : fetchValue(inspector, reply)),
      ),
    );
  });
}

/** The value of a name, if looking it up runs no code; undefined otherwise. */
export function peek(name: string): { value: unknown } | undefined {
  const inspector = openSession();
  // Not in REPL mode, which answers only when the microtasks have run.
  const parameters: PeekParameters = { expression: name, throwOnSideEffect: true, objectGroup: GROUP };
  let found: Evaluation | undefined;
  inspector.post('Runtime.evaluate', parameters, (error, reply) => {
    if (!error) found = fetchValue(inspector, reply);
  });
  return found && 'value' in found ? found : undefined;
}

/** Names that cells have declared. */
export function declaredNames(): string[] {
  let names: string[] = [];
  openSession().post('Runtime.globalLexicalScopeNames', {}, (error, reply) => {
    if (!error) names = reply.names;
  });
  return names;
}

function fetchValue(inspector: Session, reply: Runtime.EvaluateReturnType): Evaluation {
  const { result, exceptionDetails } = reply;
  const { objectId, value, unserializableValue } = exceptionDetails?.exception ?? result;
  inspector.post('Runtime.callFunctionOn', {
    functionDeclaration: STORE,
    executionContextId: MAIN_CONTEXT,
    arguments: [objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value }],
  });
  inspector.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  const fetched = slot.value;
  slot.value = undefined;
  return exceptionDetails ? { thrown: fetched } : { value: fetched };
}
