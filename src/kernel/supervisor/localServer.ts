import { createServer, type Server } from 'node:net';
import {
  encodeFrame,
  type FromSupervisor,
  type KernelIdentity,
  type Message,
  type RunnerState,
} from '../protocol';
import type { FrontEnd, Kernel } from './frontEnd';
import { LocalClient } from './localClient';
import type { MessageLog } from './messageLog';

export interface LocalServerOptions {
  kernel: Kernel;
  identity: KernelIdentity;
  /** Path of the socket, in a folder that only the user can enter (Windows: name of the pipe). */
  socket: string;
  secret: string;
  log: MessageLog;
  clientsChanged(count: number): void;
}

/** The kernel's door for VS Code: every client sees every message, and gets what it missed. */
export class LocalServer implements FrontEnd {
  private readonly clients = new Set<LocalClient>();
  private readonly server: Server;

  constructor(private readonly options: LocalServerOptions) {
    const { kernel, log, secret, identity } = options;
    // Replies are logged like broadcasts: a window that reloads while its cell runs still gets the reply.
    const origin = { send: (message: Message) => this.publish(message) };
    this.server = createServer((socket) => {
      new LocalClient(socket, {
        secret,
        log,
        attached: (client) => {
          this.clients.add(client);
          options.clientsChanged(this.clients.size);
          return { kernel: identity, state: kernel.state() };
        },
        received: (message) => kernel.receive(message, origin),
        restart: () => kernel.restart(),
        shutdown: () => kernel.shutdown(),
        closed: (client) => {
          this.clients.delete(client);
          options.clientsChanged(this.clients.size);
        },
      });
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.socket, resolve);
    });
  }

  publish(message: Message): void {
    const { buffers, ...rest } = message;
    const { log } = this.options;
    const seq = log.nextSeq;
    const frame = encodeFrame({ type: 'message', seq, message: rest } satisfies FromSupervisor, buffers);
    log.append(frame);
    for (const client of this.clients) client.appended(seq, frame);
  }

  stateChanged(state: RunnerState): void {
    for (const client of this.clients) client.follow(state);
  }

  async close(): Promise<void> {
    this.server.close();
    await Promise.all([...this.clients].map((client) => client.close()));
    this.options.log.close();
  }
}
