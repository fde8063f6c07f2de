/** A column of a metrics table. */
export interface MetricsColumn {
  label: string;
  /** Decimals shown; the data keep full precision. */
  digits?: number;
  unit?: string;
  /** Which direction is better; the best value of the column is then emphasised. */
  better?: 'higher' | 'lower';
}

/** Data of a metrics table: `METRICS_MIME`. */
export interface MetricsData {
  version: 1;
  title: string;
  /** Colour space, border, rounding and SSIM kind: never implicit. */
  protocol: string;
  /** What the numbers were measured on, such as "24 held-out procedural scenes (synthetic)". */
  measuredOn: string;
  columns: MetricsColumn[];
  rows: { label: string; values: (number | string | null)[] }[];
  notes: string[];
}
