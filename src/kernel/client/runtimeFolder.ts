import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Unix socket paths end at 108 bytes (macOS: 104); longer ones are cut silently. */
const MAX_SOCKET_PATH = 100;
const LONGEST_BELOW = '/k-0123456789/s'.length;

/** Set in tests and by administrators who want the kernels' sockets elsewhere. */
export const RUNTIME_FOLDER_VARIABLE = 'BMDSRNET_RUNTIME_DIR';

/**
 * The folder of sockets, message logs and the registry, which only this user can enter; made where it is missing.
 * Throws where somebody else owns it or may enter it.
 */
export function runtimeFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder =
    env[RUNTIME_FOLDER_VARIABLE] ?? path.join(shortTemporaryFolder(), `bmdsrnet-${os.userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const foreign =
    process.getuid !== undefined && (found.uid !== process.getuid() || (found.mode & 0o077) !== 0);
  if (!found.isDirectory() || foreign) {
    throw new Error(
      `The kernel's runtime folder ${folder} is not a folder that only you can enter. ` +
        `Remove it, or set ${RUNTIME_FOLDER_VARIABLE} to a folder of yours with mode 0700.`,
    );
  }
  return realpathSync(folder);
}

/** Address on which the kernel with this folder listens. */
export function socketAddress(kernelFolder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\bmdsrnet-${path.basename(kernelFolder)}`;
  const socket = path.join(kernelFolder, 's');
  if (Buffer.byteLength(socket) > MAX_SOCKET_PATH) {
    throw new Error(
      `The socket path ${socket} is longer than ${MAX_SOCKET_PATH} bytes. Set ${RUNTIME_FOLDER_VARIABLE} to a shorter folder.`,
    );
  }
  return socket;
}

function shortTemporaryFolder(): string {
  const usual = os.tmpdir();
  const fits = Buffer.byteLength(usual) + '/bmdsrnet-'.length + 32 + LONGEST_BELOW <= MAX_SOCKET_PATH;
  return fits || process.platform === 'win32' ? usual : '/tmp';
}
