import type { Header } from '../protocol';
import type { Origin } from './frontEnd';
import type { Publisher, Source } from './publisher';

interface Asked {
  header: Header;
  origin: Origin;
  channel: 'shell' | 'control';
}

const REMEMBERED_CELLS = 1_000;

/** Requests and their answers: each is framed by `busy` and `idle`, and answered exactly once. */
export class Conversation {
  private readonly open = new Map<string, Asked>();
  private readonly cellIds = new Map<string, string>();

  constructor(private readonly out: () => Publisher) {}

  asked(header: Header, origin: Origin, channel: 'shell' | 'control', cellId: string | null): void {
    this.open.set(header.msg_id, { header, origin, channel });
    if (!cellId) return;
    // Kept for late output (timers), of the last cells only.
    this.cellIds.set(header.msg_id, cellId);
    if (this.cellIds.size > REMEMBERED_CELLS) this.cellIds.delete(this.cellIds.keys().next().value ?? '');
  }

  source(header: Header): Source {
    return { header, cellId: this.cellIds.get(header.msg_id) ?? null };
  }

  busy(header: Header): void {
    this.out().publish('status', this.source(header), { execution_state: 'busy' });
  }

  /** The request is done with, also where it got no reply. */
  idle(header: Header): void {
    this.open.delete(header.msg_id);
    this.out().publish('status', this.source(header), { execution_state: 'idle' });
  }

  /** Answers a request; false where it has been answered already. */
  reply(header: Header, msgType: string, content: object): boolean {
    const asked = this.open.get(header.msg_id);
    if (!asked) return false;
    this.open.delete(header.msg_id);
    this.out().send(asked.origin, asked.channel, msgType, this.source(header), content);
    return true;
  }

  /** Asks the sender of a request for input. */
  askInput(header: Header, content: { prompt: string; password: boolean }): void {
    const asked = this.open.get(header.msg_id);
    if (asked) this.out().send(asked.origin, 'stdin', 'input_request', this.source(header), content);
  }

  /** The requests without an answer. */
  unanswered(): Header[] {
    return [...this.open.values()].map(({ header }) => header);
  }
}
