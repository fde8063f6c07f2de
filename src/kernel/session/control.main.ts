import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { FrameDecoder, RUNNER_FD, type ToControlThread } from '../protocol';
import { youngestChildTree } from './childTree';
import { type ControlData, SLOT } from './interruptState';
import { CONTROL, MessagePipe } from './messagePipe';

// Reads interrupts beside the main thread, which may be in a loop and deaf.
const { state, pipeMemory } = workerData as ControlData;
const pipe = new MessagePipe(pipeMemory, CONTROL);
const decoder = new FrameDecoder();
const socket = new Socket({ fd: RUNNER_FD.control, readable: true, writable: false });

/** Code without guards gets this long to come back to some that has. */
const TERMINATE_AFTER_MS = 2_000;
const LOOK_EVERY_MS = 100;
const SUPERVISOR_GONE_MS = 1_000;

socket.on('data', (chunk) => {
  for (const frame of decoder.push(chunk)) {
    // The supervisor of the same build writes these frames.
    if ((frame.json as ToControlThread).type === 'interrupt') interrupt();
  }
});

// The supervisor is gone: the main thread ends the process when it hears of it, but one that loops never does.
socket.on('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), SUPERVISOR_GONE_MS));

// It fails where the supervisor is gone, which the socket tells too.
pipe.keepEmpty().catch(() => {});

function interrupt(): void {
  const number = Atomics.add(state, SLOT.asked, 1) + 1;
  Atomics.store(state, SLOT.stop, 1);
  parentPort?.postMessage('interrupt');
  const evaluation = Atomics.load(state, SLOT.evaluation);
  const isHandled = () => Atomics.load(state, SLOT.handled) >= number;
  // The child may be about to start, so one look is not enough.
  const stopChild = () => {
    if (!isHandled() && Atomics.load(state, SLOT.childProcess) === 1) signalChild('SIGINT');
  };
  stopChild();
  const looks = setInterval(stopChild, LOOK_EVERY_MS);
  setTimeout(() => {
    clearInterval(looks);
    if (isHandled()) return;
    if (Atomics.load(state, SLOT.childProcess) === 1) signalChild('SIGKILL');
    // Only the synchronous part of a cell: ended in a timer's callback, Node would abort.
    else if (evaluation !== 0 && Atomics.load(state, SLOT.evaluation) === evaluation) void terminate();
  }, TERMINATE_AFTER_MS);
}

function signalChild(signal: NodeJS.Signals): void {
  const others = state.subarray(SLOT.others, SLOT.others + Atomics.load(state, SLOT.othersCount));
  for (const pid of youngestChildTree(process.pid, others)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** Not in the middle of a frame. */
async function terminate(): Promise<void> {
  await pipe.hold();
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => {
    session.disconnect();
    pipe.release();
  });
}
