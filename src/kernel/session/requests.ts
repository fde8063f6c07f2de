import type { ComputeInfo, JsonObject, ToRunner } from '../protocol';
import { send } from './channel';
import { completeness } from './completeness';
import { complete } from './completion';
import { onComputeChosen } from './computeHook';
import { errorContent } from './errors';
import { inspection } from './inspection';
import type { Modules } from './modules';

type Question = Extract<ToRunner, { type: 'isComplete' | 'complete' | 'inspect' | 'computeInfo' }>;

const REPLIES = {
  isComplete: 'is_complete_reply',
  complete: 'complete_reply',
  inspect: 'inspect_reply',
  computeInfo: 'compute_info_reply',
} as const;

/** Answers what does not run a cell; also while one waits for something. */
export async function answer(question: Question, modules: Modules): Promise<void> {
  const content = await contentFor(question, modules).catch(
    (error: unknown): JsonObject => ({ status: 'error', ...errorContent(error) }),
  );
  send({ type: 'reply', parent: question.parent, msgType: REPLIES[question.type], content });
}

async function contentFor(question: Question, modules: Modules): Promise<JsonObject> {
  switch (question.type) {
    case 'isComplete':
      return completeness(question.code);
    case 'complete':
      return complete(question.code, question.cursor);
    case 'inspect':
      return inspection(question.code, question.cursor);
    case 'computeInfo': {
      await modules.import('bmdsrnet');
      const info = await new Promise<ComputeInfo>((resolve) => onComputeChosen(resolve));
      return { status: 'ok', ...info };
    }
  }
}
