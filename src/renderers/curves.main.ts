import css from './curves/curves.css';
import { parseCurves } from './curves/parse';
import { CurvesView } from './curves/view';
import { defineRenderer } from './ui/renderer';

export const activate = defineRenderer({
  name: 'curves',
  css,
  parse: parseCurves,
  create: () => new CurvesView(),
});
