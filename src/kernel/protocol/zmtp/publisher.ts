import type { Connection, ConnectionHandler } from './connection';
import { encodeMessage } from './frames';
import { Listener, type SocketOptions } from './listener';
import { Subscriptions } from './subscriptions';

const SUBSCRIBE = 1;
const CANCEL = 0;

/** PUB (RFC 29/PUBSUB): every peer gets the messages whose first part starts with one of its subscriptions. */
export class Publisher {
  private readonly listener: Listener;
  private readonly peers = new Map<Connection, Subscriptions>();

  constructor(options?: SocketOptions) {
    const handler: ConnectionHandler = {
      socketType: 'PUB',
      accepts: ['SUB', 'XSUB'],
      onReady: (connection) => this.peers.set(connection, new Subscriptions()),
      // ZMTP 3.0: a message whose first octet says what to do with the rest; 3.1 has commands for it.
      onMessage: (connection, [body]) => {
        if (body?.[0] === SUBSCRIBE) this.peers.get(connection)?.add(body.subarray(1));
        else if (body?.[0] === CANCEL) this.peers.get(connection)?.remove(body.subarray(1));
      },
      onCommand: (connection, { name, data }) => {
        if (name === 'SUBSCRIBE') this.peers.get(connection)?.add(data);
        else if (name === 'CANCEL') this.peers.get(connection)?.remove(data);
      },
      onClose: (connection) => this.peers.delete(connection),
    };
    this.listener = new Listener(handler, options);
  }

  listen(host: string, port: number): Promise<number> {
    return this.listener.listen(host, port);
  }

  send(parts: readonly Uint8Array[]): void {
    const topic = parts[0] ?? new Uint8Array();
    let bytes: Buffer | undefined;
    for (const [connection, subscriptions] of this.peers) {
      if (!subscriptions.match(topic)) continue;
      bytes ??= encodeMessage(parts);
      connection.sendEncoded(bytes);
    }
  }

  close(): Promise<void> {
    return this.listener.close();
  }
}
