import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { FrameDecoder, RUNNER_FD, type ToControlThread } from '../protocol';
import { SLOT } from './interruptState';

// Reads interrupts beside the main thread, which may be inside a loop and deaf.
const state = workerData as Int32Array;
const decoder = new FrameDecoder();
const socket = new Socket({ fd: RUNNER_FD.control, readable: true, writable: false });
socket.on('data', (chunk) => {
  for (const frame of decoder.push(chunk)) {
    // The supervisor of the same build writes these frames.
    if ((frame.json as ToControlThread).type !== 'interrupt') continue;
    Atomics.add(state, SLOT.asked, 1);
    parentPort?.postMessage('interrupt');
  }
});
