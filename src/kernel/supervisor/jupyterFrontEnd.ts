import type { Channel, Message } from '../protocol';
import { decodeWire, encodeWire, Signer, WireError } from '../protocol/jupyterWire';
import { type Connection, Publisher, Replier, Router } from '../protocol/zmtp';
import type { FrontEnd, Kernel } from './frontEnd';
import type { JupyterConnection } from './jupyterConnection';

/**
 * The door for JupyterLab, nbclient and every other Jupyter client: the five sockets of a connection file.
 * They live in the supervisor, which runs no user code, so heartbeat and control answer while a cell loops.
 */
export class JupyterFrontEnd implements FrontEnd {
  private readonly signer: Signer;
  private readonly routers: Record<Exclude<Channel, 'iopub'>, Router>;
  private readonly iopub: Publisher;
  private readonly heartbeat: Replier;

  constructor(
    private readonly kernel: Kernel,
    private readonly connection: JupyterConnection,
    private readonly warn: (text: string) => void,
  ) {
    this.signer = new Signer(connection.key, connection.signature_scheme);
    const options = { onProblem: (problem: string) => warn(`A peer was disconnected. ${problem}`) };
    const router = (channel: Channel) =>
      new Router((parts, from) => this.receive(channel, parts, from), options);
    this.routers = { shell: router('shell'), control: router('control'), stdin: router('stdin') };
    this.iopub = new Publisher(options);
    this.heartbeat = new Replier((parts) => parts, options);
  }

  /** Resolves when all sockets accept peers; rejects where a port is taken. */
  async listen(): Promise<void> {
    const { ip, shell_port, control_port, stdin_port, iopub_port, hb_port } = this.connection;
    await Promise.all([
      this.routers.shell.listen(ip, shell_port),
      this.routers.control.listen(ip, control_port),
      this.routers.stdin.listen(ip, stdin_port),
      this.iopub.listen(ip, iopub_port),
      this.heartbeat.listen(ip, hb_port),
    ]);
  }

  publish(message: Message): void {
    this.iopub.send(encodeWire(message, this.signer, [Buffer.from(message.header.msg_type)]));
  }

  /** Jupyter clients learn the state from `status` messages. */
  stateChanged(): void {}

  async close(): Promise<void> {
    const sockets = [...Object.values(this.routers), this.iopub, this.heartbeat];
    await Promise.all(sockets.map((socket) => socket.close()));
  }

  private receive(channel: Channel, parts: Buffer[], from: Connection): void {
    try {
      const { message, route } = decodeWire(channel, parts, this.signer);
      this.kernel.receive(message, { send: (answer) => this.send(answer, from, route) });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.warn(`A message on ${channel} was ignored: ${error.message}.`);
    }
  }

  /** A client's shell and stdin sockets have the same routing id: that is how it is asked for input. */
  private send(message: Message, to: Connection, route: Buffer[]): void {
    const parts = encodeWire(message, this.signer, route);
    if (message.channel === 'stdin') this.routers.stdin.send(to.identity, parts);
    else if (message.channel !== 'iopub') this.routers[message.channel].reply(to, parts);
  }
}
