import type { RunConfig } from './runConfig';

/** How two configurations of one run differ in what the course of training depends on, as sentences. */
export function differences(before: RunConfig, now: RunConfig): string[] {
  const { steps, seconds, recipe, ownLoss, validation } = before.training;
  return [
    ...changed('network', before.network.name, now.network.name),
    ...changed('parameters', before.network.parameters, now.network.parameters),
    ...changed('data', before.data.description, now.data.description),
    ...otherFiles(before.data.fingerprint, now.data.fingerprint),
    ...changed('steps', steps, now.training.steps),
    ...changed('seconds', seconds, now.training.seconds),
    ...changed('recipe', recipe, now.training.recipe),
    ...changed('own loss', ownLoss, now.training.ownLoss),
    ...changed('validation', validation, now.training.validation),
    ...changed('backend', before.environment.backend, now.environment.backend),
    ...changed('threads', before.environment.threads, now.environment.threads),
    ...changed('onnxruntime threads', before.environment.onnxThreads, now.environment.onnxThreads),
    ...changed('execution provider', before.environment.onnxProvider, now.environment.onnxProvider),
  ];
}

/** Told apart from the others, because it is known only after a first step. */
export function stepDifferences(before: RunConfig, now: RunConfig['environment']['steps']): string[] {
  return changed('how steps are computed', before.environment.steps, now);
}

function changed(what: string, before: unknown, now: unknown): string[] {
  const [was, is] = [JSON.stringify(before), JSON.stringify(now)];
  return was === is ? [] : [`${what} was ${was} and is ${is}`];
}

/** Whether files under the same names are others: their sizes or dates tell. */
function otherFiles(before: string | null, now: string | null): string[] {
  if (before === now || before === null || now === null) return [];
  return ['files of the data were replaced or changed, by their sizes and dates'];
}
