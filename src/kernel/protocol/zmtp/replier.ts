import type { ConnectionHandler } from './connection';
import { Listener, type SocketOptions } from './listener';

/** REP (RFC 28/REQREP): answers each request at once with what `answer` makes of its parts. */
export class Replier {
  private readonly listener: Listener;

  constructor(answer: (parts: Buffer[]) => Uint8Array[], options?: SocketOptions) {
    const handler: ConnectionHandler = {
      socketType: 'REP',
      accepts: ['REQ', 'DEALER'],
      // Parts up to the first empty one are the way back; a message without one is not a request.
      onMessage: (connection, parts) => {
        const envelope = parts.findIndex((part) => part.length === 0) + 1;
        if (envelope > 0) connection.send([...parts.slice(0, envelope), ...answer(parts.slice(envelope))]);
      },
      onClose: () => {},
    };
    this.listener = new Listener(handler, options);
  }

  listen(host: string, port: number): Promise<number> {
    return this.listener.listen(host, port);
  }

  close(): Promise<void> {
    return this.listener.close();
  }
}
