/** Bytes from which a variable is held on its own, and copied rather than replaced. */
export const LARGE = 2 ** 20;
