import { h } from './dom';

/** Offers a file for saving: VS Code turns a click on a `download` link in an output into its save dialog. */
export function saveFile(name: string, dataUrl: string): void {
  const link = h('a', { href: dataUrl, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}

export const textUrl = (mime: string, text: string): string =>
  `data:${mime};charset=utf-8,${encodeURIComponent(text)}`;

/** A file name from a title: letters, digits and dashes. */
export const fileName = (title: string, extension: string): string =>
  `${
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '') || 'output'
  }.${extension}`;

/** Copies text; false where the webview refuses it, so that the caller can show the text for copying by hand. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
