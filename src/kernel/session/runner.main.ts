// The runner: the process in which cells run. Its contract with the supervisor is `runnerChannel.ts`.
import type { ToRunner } from '../protocol';
import { watchBlockingChildren } from './blockingChildren';
import { Requests, send } from './channel';
import { onComputeChosen } from './computeHook';
import { openSession } from './evaluate';
import { Executor } from './executor';
import { installHost } from './host';
import { startControlThread } from './interrupt';
import { redirectRequires } from './kernelModules';
import { reportLateErrors } from './lateErrors';
import { Modules } from './modules';
import { installNotebook } from './notebook';
import { redirectOutput } from './output';
import { answer } from './requests';
import { installStackTraces } from './stackTrace';
import { answerInput, forgetInput, installInput } from './stdin';
import { lower } from './transpile';

const folder = process.cwd();
const modules = new Modules(folder);
const executor = new Executor(forgetInput);

function handle(request: ToRunner): void {
  if (request.type === 'execute') executor.enqueue(request);
  else if (request.type === 'input') answerInput(request.value);
  else if (request.type === 'shutdown') process.exit(0);
  else void answer(request, modules);
}

function announceExit(code: number): void {
  try {
    send({ type: 'exiting', code });
  } catch {
    // The supervisor is gone, and so is the need to tell it.
  }
}

redirectOutput();
reportLateErrors();
process.on('exit', announceExit);
installStackTraces();
installHost();
const requests = new Requests(handle, () => process.exit(0));
installInput(requests);
redirectRequires();
installNotebook(modules, folder);
onComputeChosen((info) => send({ type: 'compute', info }));
startControlThread(() => executor.interrupted());
send({ type: 'ready', pid: process.pid, node: process.version });

// What the first cells need, made ready while nobody waits.
setImmediate(() => {
  openSession();
  watchBlockingChildren();
  void lower('');
});
