type Values = readonly (number | null)[];

const FEWEST_POINTS = 16; // a PSNR measured now and then is shown as it is

/** Whether smoothing says anything about these values: enough of them, and not all the same. */
export function canSmooth(values: Values): boolean {
  const finite = values.filter((value) => value !== null);
  return finite.length >= FEWEST_POINTS && finite.some((value) => value !== finite[0]);
}

/**
 * Exponential moving average, corrected for its start at zero as in Adam (Kingma and Ba, arXiv:1412.6980, section 3):
 * the first values are not pulled down. Gaps stay gaps and do not count.
 * @param weight how much of the past is kept, in [0, 1)
 */
export function debiasedEma(values: Values, weight: number): (number | null)[] {
  let average = 0;
  let bias = 1;
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    bias *= weight;
    return average / (1 - bias);
  });
}
