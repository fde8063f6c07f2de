import { connect as connectSocket, type Socket } from 'node:net';
import {
  encodeFrame,
  FrameDecoder,
  type FromSupervisor,
  type KernelRecord,
  type ToSupervisor,
} from '../protocol';
import { type Attached, KernelConnection } from './kernelConnection';

export interface ConnectOptions {
  /** Name of this client, for the kernel's own records. */
  client?: string;
  /** `lastSeen` of an earlier connection to the same kernel: what came after it is sent again. */
  lastSeen?: number;
  /** How long the kernel may take to answer, in milliseconds. */
  answerMs?: number;
}

/** Attaches to a running kernel. Rejects where it is gone or refuses. */
export function connect(record: KernelRecord, options: ConnectOptions = {}): Promise<KernelConnection> {
  const { client = 'client', lastSeen = 0, answerMs = 10_000 } = options;
  return new Promise((resolve, reject) => {
    const socket = connectSocket(record.socket);
    const decoder = new FrameDecoder();
    let connection: KernelConnection | null = null;
    let reason = 'the kernel closed the connection';
    const late = setTimeout(
      () => socket.destroy(new Error(`it did not answer within ${answerMs / 1000} s`)),
      answerMs,
    );
    const send = (frame: ToSupervisor, buffers: readonly Uint8Array[] = []) =>
      void socket.write(encodeFrame(frame, buffers));

    socket.on('connect', () => send({ type: 'attach', secret: record.secret, client, lastSeen }));
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      clearTimeout(late);
      if (connection) connection.closed(reason);
      else reject(new Error(`Can't attach to the kernel of ${record.notebook ?? 'no notebook'}: ${reason}.`));
    });
    const open = (attached: Attached) => {
      clearTimeout(late);
      connection = new KernelConnection(attached, lastSeen, { send, close: () => endSocket(socket) });
      resolve(connection);
    };
    socket.on('data', (chunk) => {
      for (const { json, buffers } of decoder.push(chunk)) {
        // The other end is our own supervisor, which knows the secret.
        const frame = json as FromSupervisor;
        if (frame.type === 'refused') reason = frame.reason;
        else if (frame.type === 'attached') open(frame);
        else if (connection) deliver(connection, frame, buffers);
      }
    });
  });
}

function deliver(connection: KernelConnection, frame: FromSupervisor, buffers: Uint8Array[]): void {
  // After the microtasks of `await connect(...)`, so that a caller's listeners see the very first message.
  setImmediate(() => connection.receive(frame, buffers));
}

function endSocket(socket: Socket): void {
  socket.end();
  setTimeout(() => socket.destroy(), 1_000).unref();
}
