import { createServer, type Server } from 'node:net';
import { Connection, type ConnectionHandler, type ConnectionLimits, DEFAULT_LIMITS } from './connection';

/** How long `close` waits for peers to take what was sent to them. */
const LINGER_MS = 500;

export interface SocketOptions {
  limits?: Partial<ConnectionLimits>;
  /** Told in one sentence of a peer that was turned away or cut off. */
  onProblem?: (problem: string) => void;
}

/** The binding side of a socket type: accepts peers on one TCP port and keeps them apart. */
export class Listener {
  private readonly server: Server;
  private readonly connections = new Set<Connection>();

  constructor(handler: ConnectionHandler, options: SocketOptions = {}) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const watched: ConnectionHandler = {
      socketType: handler.socketType,
      accepts: handler.accepts,
      onReady: (connection) => handler.onReady?.(connection),
      onMessage: (connection, parts) => handler.onMessage(connection, parts),
      onCommand: (connection, command) => handler.onCommand?.(connection, command),
      onClose: (connection, problem) => {
        this.connections.delete(connection);
        if (problem !== undefined) options.onProblem?.(`${handler.socketType} socket: ${problem}`);
        handler.onClose(connection, problem);
      },
    };
    this.server = createServer((socket) => {
      this.connections.add(new Connection(socket, watched, limits));
    });
  }

  /** Resolves with the port once peers can connect; port 0 lets the system choose. Rejects when the port is taken. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => {
        reject(new Error(`can't listen on ${host}:${port}: ${error.message}`, { cause: error }));
      });
      this.server.listen({ host, port }, () => {
        const address = this.server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : port);
      });
    });
  }

  /** Stops accepting, delivers what waits, closes every connection. */
  async close(): Promise<void> {
    this.server.close();
    await Promise.all([...this.connections].map((connection) => connection.close(LINGER_MS)));
  }
}
