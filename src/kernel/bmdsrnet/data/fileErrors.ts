/** An error's message on one line. */
export function oneLine(error: Error): string {
  return error.message.replace(/\s+/g, ' ').trim();
}

/** Why a file could not be read or written, and what to do. */
export function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EACCES' || code === 'EPERM')
    return 'permission denied; choose another place or change its rights';
  if (code === 'EISDIR' || code === 'ENOTDIR')
    return 'part of the path is a folder where a file is meant, or the other way round';
  if (code === 'ENOSPC') return 'the disk is full';
  return cause instanceof Error ? oneLine(cause) : String(cause);
}
