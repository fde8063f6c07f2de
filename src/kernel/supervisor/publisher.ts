import { randomUUID } from 'node:crypto';
import {
  type Channel,
  type Header,
  type JsonObject,
  type Message,
  PROTOCOL_VERSION,
  type RunnerState,
  type StreamContent,
} from '../protocol';
import type { FrontEnd, Origin } from './frontEnd';
import { StreamCoalescer } from './streamCoalescer';

/** Where a message belongs: the request that caused it, and the notebook cell where it came from one. */
export interface Source {
  header: Header;
  cellId?: string | null;
}

/** Builds messages and sends them in order; printed text is merged on the way. */
export class Publisher {
  private readonly frontEnds: FrontEnd[] = [];
  private readonly session = randomUUID();
  private readonly streams: StreamCoalescer;

  /** `sourceOf` finds the cell that a request belongs to. */
  constructor(sourceOf: (parent: Header) => Source) {
    this.streams = new StreamCoalescer((parent, name, text) =>
      this.broadcast('stream', parent && sourceOf(parent), { name, text }),
    );
  }

  add(frontEnd: FrontEnd): void {
    this.frontEnds.push(frontEnd);
  }

  /** Sends an iopub message to every front end. */
  publish<C extends object>(msgType: string, source: Source | null, content: C): void {
    this.streams.flush();
    this.broadcast(msgType, source, content);
  }

  stream(parent: Header | null, name: StreamContent['name'], text: string): void {
    this.streams.push(parent, name, text);
  }

  /** Answers a request, or asks its sender for input, on the channel given. */
  send<C extends object>(to: Origin, channel: Channel, msgType: string, source: Source, content: C): void {
    this.streams.flush();
    to.send(this.build(channel, msgType, source, content));
  }

  stateChanged(state: RunnerState): void {
    for (const frontEnd of this.frontEnds) frontEnd.stateChanged(state);
  }

  async close(): Promise<void> {
    this.streams.flush();
    await Promise.all(this.frontEnds.map((frontEnd) => frontEnd.close()));
  }

  private broadcast<C extends object>(msgType: string, source: Source | null, content: C): void {
    const message = this.build('iopub', msgType, source, content);
    for (const frontEnd of this.frontEnds) frontEnd.publish(message);
  }

  private build<C extends object>(
    channel: Channel,
    msgType: string,
    source: Source | null,
    content: C,
  ): Message {
    return {
      channel,
      header: {
        msg_id: randomUUID(),
        session: this.session,
        username: 'kernel',
        date: new Date().toISOString(),
        msg_type: msgType,
        version: PROTOCOL_VERSION,
      },
      parent_header: source?.header ?? {},
      metadata: source?.cellId ? { cellId: source.cellId } : {},
      // Content types are interfaces of JSON values; interfaces lack the index signature of JsonObject.
      content: content as unknown as JsonObject,
      buffers: [],
    };
  }
}
