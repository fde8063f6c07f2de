let pending: string | undefined;

/** Remembers what the GPU reported outside any call; the first report is the cause of the rest. */
export function reportDeviceError(message: string): void {
  pending ??= message;
}

/** Forgets what was reported; for a device that is given up. */
export function forgetDeviceErrors(): void {
  pending = undefined;
}

/**
 * Throws what the GPU has reported since the last check. WebGPU drops invalid work silently and returns zeros, so
 * long computations check before they trust a number. No-op on other backends.
 * @throws Error with the device's message
 */
export function checkDevice(): void {
  if (pending === undefined) return;
  const message = pending;
  pending = undefined;
  throw new Error(`The GPU dropped work, results since the last check are not valid: ${message}`);
}
