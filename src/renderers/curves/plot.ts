import Plotly from 'plotly.js/lib/core';
import scatter from 'plotly.js/lib/scatter';
import type { figure } from './figure';

Plotly.register([scatter]);

type Figure = ReturnType<typeof figure>;

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  responsive: false,
  doubleClick: 'reset',
} as const;

/** Draws or patches the plot: the same element, the user's zoom kept. */
export const drawPlot = async (element: HTMLElement, { data, layout }: Figure): Promise<void> => {
  await Plotly.react(element, data as Plotly.Data[], layout, CONFIG);
};

// Attribute paths are plotly's documented form of a partial change; its types know only nested objects.
const ALL = {
  'xaxis.autorange': true,
  'yaxis.autorange': true,
  'yaxis2.autorange': true,
} as Partial<Plotly.Layout>;

/** Undoes the user's zoom. */
export const resetPlot = async (element: HTMLElement): Promise<void> => {
  await Plotly.relayout(element, ALL);
};

/** The plot as a PNG data URL at twice its size, on the theme's background. */
export const plotImage = ({ data, layout }: Figure, background: string): Promise<string> =>
  Plotly.toImage(
    { data: data as Plotly.Data[], layout: { ...layout, paper_bgcolor: background }, config: CONFIG },
    { format: 'png', width: layout.width ?? 800, height: layout.height ?? 400, scale: 2 },
  );

export const removePlot = (element: HTMLElement): void => Plotly.purge(element);
