/** Loaded on first use: without its native part everything but image files still works. */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new Error(
      'image files cannot be read or written: the package "sharp" did not load. Run `npm install` without --omit=optional.',
      { cause },
    );
  }
}
