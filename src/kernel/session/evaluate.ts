import { Session } from 'node:inspector';
import { sharedState } from '../display/shared';
import { withEvaluation } from './interrupt';

export type Evaluation = { value: unknown } | { thrown: unknown };

interface RemoteObject {
  type: string;
  objectId?: string;
}
interface EvaluateResult {
  result: RemoteObject;
  exceptionDetails?: { text: string; exception?: RemoteObject };
}

const GROUP = 'cell';
const slot = sharedState<{ value?: unknown }>('evaluated', {});
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
 * declared again. Returns the completion value itself, not a copy of it.
 */
export function evaluate(code: string): Promise<Evaluation> {
  const inspector = openSession();
  return new Promise((resolve) => {
    withEvaluation(++evaluations, () =>
      inspector.post(
        'Runtime.evaluate',
        { expression: code, replMode: true, awaitPromise: true, objectGroup: GROUP },
        // The protocol's own typing has no `replMode` result; the shape is that of the DevTools protocol.
        (error, reply) => resolve(error ? { thrown: error } : fetchValue(inspector, reply as EvaluateResult)),
      ),
    );
  });
}

function fetchValue(inspector: Session, { result, exceptionDetails }: EvaluateResult): Evaluation {
  const remote = exceptionDetails ? exceptionDetails.exception : result;
  slot.value = undefined;
  if (remote !== undefined) {
    inspector.post('Runtime.callFunctionOn', {
      functionDeclaration: `function (value) { globalThis[Symbol.for('bmdsrnet.kernel')].get('evaluated').value = value; }`,
      executionContextId: 1,
      arguments: [remote.objectId ? { objectId: remote.objectId } : primitive(remote)],
    });
  }
  inspector.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  const { value } = slot;
  slot.value = undefined;
  return exceptionDetails ? { thrown: value } : { value };
}

const primitive = ({ ...remote }: { value?: unknown; unserializableValue?: string } & RemoteObject) =>
  remote.unserializableValue === undefined
    ? { value: remote.value }
    : { unserializableValue: remote.unserializableValue };
