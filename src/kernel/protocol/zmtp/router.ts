import type { Connection, ConnectionHandler } from './connection';
import { Listener, type SocketOptions } from './listener';

/**
 * ROUTER (RFC 28/REQREP): many DEALER or REQ peers, each addressed by its routing id.
 *
 * A Jupyter front end may open two connections with one routing id (its client and its kernel manager both use the
 * session's). Replies therefore go back over the connection that asked; a routing id names the newest connection
 * that has it. libzmq would turn the second peer away, or let the two evict each other for ever.
 */
export class Router {
  private readonly listener: Listener;
  private readonly byIdentity = new Map<string, Connection[]>();

  constructor(onMessage: (parts: Buffer[], from: Connection) => void, options?: SocketOptions) {
    const handler: ConnectionHandler = {
      socketType: 'ROUTER',
      accepts: ['DEALER', 'REQ'],
      onReady: (connection) => this.add(connection),
      onMessage: (connection, parts) => onMessage(parts, connection),
      onClose: (connection) => this.remove(connection),
    };
    this.listener = new Listener(handler, options);
  }

  listen(host: string, port: number): Promise<number> {
    return this.listener.listen(host, port);
  }

  /**
   * Sends to the newest peer with this routing id. False: there is none; as RFC 28 wants, the message is dropped.
   */
  send(identity: Uint8Array, parts: readonly Uint8Array[]): boolean {
    return this.byIdentity.get(key(identity))?.at(-1)?.send(parts) ?? false;
  }

  /** Answers on the connection that asked or, when it was lost and the peer has come back, on its new one. */
  reply(to: Connection, parts: readonly Uint8Array[]): boolean {
    return to.ready ? to.send(parts) : this.send(to.identity, parts);
  }

  close(): Promise<void> {
    return this.listener.close();
  }

  private add(connection: Connection): void {
    if (connection.identity.length === 0) return;
    const name = key(connection.identity);
    this.byIdentity.set(name, [...(this.byIdentity.get(name) ?? []), connection]);
  }

  private remove(connection: Connection): void {
    const name = key(connection.identity);
    const left = this.byIdentity.get(name)?.filter((other) => other !== connection) ?? [];
    if (left.length > 0) this.byIdentity.set(name, left);
    else this.byIdentity.delete(name);
  }
}

const key = (identity: Uint8Array): string => Buffer.from(identity).toString('latin1');
