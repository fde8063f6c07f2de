import { legible, rgb } from './colour';

/** Colours that canvas and plot code need as values, read from VS Code's theme variables. */
export interface ThemeColours {
  foreground: string;
  muted: string;
  background: string;
  border: string;
  /** The foreground, faint: grid lines. */
  grid: string;
  hoverBackground: string;
  hoverForeground: string;
  fontFamily: string;
  /** Line colours in a fixed order: the theme's hues, light or dark enough to be seen on its background. */
  series: string[];
}

const SERIES = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'];

/** Reads the theme as it is now, on the element whose colours are wanted. */
export function readTheme(element: Element): ThemeColours {
  const style = getComputedStyle(element);
  const variable = (name: string, ...others: string[]): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() ||
    (others.length > 0 ? variable(others[0]!, ...others.slice(1)) : style.color);
  return {
    foreground: variable('foreground'),
    muted: variable('descriptionForeground', 'foreground'),
    background: variable('editor-background'),
    border: variable('contrastBorder', 'widget-border', 'panel-border', 'descriptionForeground'),
    grid: fade(variable('foreground'), 0.14),
    hoverBackground: variable('editorHoverWidget-background', 'editor-background'),
    hoverForeground: variable('editorHoverWidget-foreground', 'foreground'),
    fontFamily: style.fontFamily,
    series: SERIES.map((name) =>
      legible(variable(`charts-${name}`, 'foreground'), variable('editor-background')),
    ),
  };
}

function fade(colour: string, opacity: number): string {
  return `rgba(${rgb(colour).join(', ')}, ${opacity})`;
}

/** Calls back when VS Code switches theme (it rewrites the root's variables and the body's class). */
export function watchTheme(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  return () => observer.disconnect();
}
