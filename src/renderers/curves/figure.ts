import type { Data, Layout, LayoutAxis } from 'plotly.js/lib/core';
import type { CurveSeries, CurvesData } from '../../outputs';
import type { ThemeColours } from '../ui/theme';
import { decimate } from './decimate';
import { canSmooth, debiasedEma } from './smoothing';

export interface CurveOptions {
  /** Weight of the moving average, 0 for none. */
  smoothing: number;
  logLeft: boolean;
  hidden: ReadonlySet<string>;
}

const MOST_POINTS = 4000;
const FEW_POINTS = 40;

/** Colour of a curve: by its place in the data, so that hiding one never repaints the others. */
export const curveColour = (theme: ThemeColours, index: number): string =>
  theme.series[index % theme.series.length]!;

function traces(series: CurveSeries, colour: string, smoothing: number): Partial<Data>[] {
  const smooth = smoothing > 0 && canSmooth(series.y);
  const common = {
    type: 'scatter' as const,
    name: series.name,
    yaxis: series.axis === 'right' ? ('y2' as const) : ('y' as const),
    showlegend: false,
    connectgaps: false,
  };
  const dash = series.axis === 'right' ? ('dot' as const) : ('solid' as const);
  const raw = decimate(series, MOST_POINTS);
  if (!smooth) {
    const mode = series.x.length <= FEW_POINTS ? ('lines+markers' as const) : ('lines' as const);
    return [
      {
        ...common,
        ...raw,
        mode,
        line: { color: colour, width: 2, dash },
        marker: { color: colour, size: 5 },
        hovertemplate: HOVER,
      },
    ];
  }
  const smoothed = decimate({ x: series.x, y: debiasedEma(series.y, smoothing) }, MOST_POINTS);
  return [
    {
      ...common,
      ...raw,
      mode: 'lines',
      line: { color: colour, width: 1, dash },
      opacity: 0.28,
      hoverinfo: 'skip',
    },
    { ...common, ...smoothed, mode: 'lines', line: { color: colour, width: 2, dash }, hovertemplate: HOVER },
  ];
}

const HOVER = '%{y:.4~g}';

/** The plotly figure of some curves: losses against the left axis, PSNR and gains dotted against the right one. */
export function figure(
  data: CurvesData,
  options: CurveOptions,
  theme: ThemeColours,
  size: { width: number; height: number },
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const shown = data.series
    .map((series, index) => ({ series, colour: curveColour(theme, index) }))
    .filter(({ series }) => !options.hidden.has(series.name));
  const narrow = size.width < 520;
  const axis: Partial<LayoutAxis> = {
    gridcolor: theme.grid,
    linecolor: theme.border,
    zeroline: false,
    showline: true,
    tickfont: { color: theme.muted, size: 11 },
    exponentformat: 'e',
    nticks: narrow ? 5 : 8,
  };
  const title = (text: string) => ({
    text: narrow ? '' : text,
    font: { color: theme.muted, size: 12 },
    standoff: 8,
  });
  const layout: Partial<Layout> = {
    ...size,
    autosize: false,
    margin: { l: narrow ? 36 : 52, r: narrow ? 36 : 52, t: 10, b: narrow ? 24 : 40, pad: 0 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: theme.fontFamily, color: theme.foreground, size: 12 },
    hovermode: 'x unified',
    hoverlabel: {
      bgcolor: theme.hoverBackground,
      bordercolor: theme.border,
      font: { color: theme.hoverForeground, size: 12 },
    },
    dragmode: 'zoom',
    uirevision: 'keep',
    xaxis: { ...axis, title: title(data.xLabel), unifiedhovertitle: { text: `${data.xLabel} %{x}` } },
    yaxis: {
      ...axis,
      ...leftScale(
        shown.map((one) => one.series),
        options.logLeft,
      ),
      title: title(data.leftLabel),
      automargin: true,
    },
    yaxis2: {
      ...axis,
      title: title(data.rightLabel),
      side: 'right',
      overlaying: 'y',
      tickmode: 'auto',
      showgrid: false,
      automargin: true,
    },
  };
  return { data: shown.flatMap(({ series, colour }) => traces(series, colour, options.smoothing)), layout };
}

// Left to itself, plotly labels every digit of a decade or none; this keeps 1, 2 and 5 until decades are enough.
function leftScale(series: readonly CurveSeries[], log: boolean): Partial<LayoutAxis> {
  if (!log) return { type: 'linear', uirevision: 'linear' };
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { axis, y } of series) {
    if (axis !== 'left') continue;
    for (const value of y) {
      if (value === null || value <= 0) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const decades = high > 0 ? Math.log10(high / low) : 0;
  return {
    type: 'log',
    uirevision: 'log',
    tickformat: '~g',
    dtick: decades > 3 ? 1 : decades > 0.5 ? 'D2' : 'D1',
  };
}
