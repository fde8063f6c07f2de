import css from './comparison/comparison.css';
import { parseComparison } from './comparison/parse';
import { ComparisonView } from './comparison/view';
import { defineRenderer } from './ui/renderer';

export const activate = defineRenderer({
  name: 'comparison',
  css,
  parse: parseComparison,
  create: (context) => new ComparisonView(context),
});
