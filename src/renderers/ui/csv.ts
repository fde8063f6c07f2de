/** One cell of a CSV file, quoted where it must be (RFC 4180). */
export const csvCell = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
