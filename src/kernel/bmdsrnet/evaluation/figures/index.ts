export { type ComparisonFigureOptions, comparisonFigure, sequenceFigure } from './comparisonFigures';
export { type FrameRow, type FrameStripOptions, frameStrip } from './frameStrip';
export { type FigureOptions, type Panel, type PanelRow, panelFigure } from './panels';
export { detailedRegions } from './regions';
export type { Box, Enlargement } from './sheet';
