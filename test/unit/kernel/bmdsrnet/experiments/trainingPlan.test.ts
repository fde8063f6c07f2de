import { describe, expect, it } from 'vitest';
import { describePlan, trainingPlan } from '../../../../../src/kernel/bmdsrnet/experiments/trainingPlan';
import { PRESETS, type Preset } from '../../../../../src/kernel/bmdsrnet/networks';
import { RECIPES } from '../../../../../src/kernel/bmdsrnet/training';

const paper = { recipeName: 'paper', length: { epochs: 400 }, batch: 4, lrPatch: 128 };

describe('the plan of a training', () => {
  it.each(Object.keys(PRESETS) as Preset[])('has the defaults of the preset %s', (preset) => {
    if (preset === 'paper-table') expect(trainingPlan({}, preset)).toMatchObject(paper);
    else {
      expect(trainingPlan({ steps: 60 }, preset)).toMatchObject({
        ...{ recipeName: 'practical', recipe: RECIPES.practical },
        ...{ length: { steps: 60 }, batch: 4, lrPatch: 32 },
      });
      expect(() => trainingPlan({}, preset)).toThrow(/give `steps` or `epochs`/);
    }
    // The recipe of the paper is its data side as well, whatever the preset.
    expect(trainingPlan({ recipe: 'paper' }, preset)).toMatchObject(paper);
  });

  it('is what was asked for where something was', () => {
    const perceptual = { features: (x: never) => x, weight: 0.5 };
    const given = { recipe: 'paper', steps: 7, batch: 2, lrPatch: 16, perceptual } as const;
    const plan = trainingPlan(given, 'paper-2.9M');
    expect(plan).toMatchObject({ recipeName: 'paper', length: { steps: 7 }, batch: 2, lrPatch: 16 });
    expect(plan.recipe.loss.perceptual?.weight).toBe(0.5);
    expect(RECIPES.paper.loss).not.toHaveProperty('perceptual');
    expect(describePlan(plan)).toBe(
      '7 steps, recipe paper, batches of 2, LR patches of 16, perceptual term of weight 0.5',
    );
    expect(trainingPlan({ epochs: 3, recipe: { ...RECIPES.paper, learningRate: 1 } }, 'tiny')).toMatchObject({
      ...{ recipeName: 'own', length: { epochs: 3 }, lrPatch: 32 },
    });
    expect(() => trainingPlan({ steps: 1, epochs: 1 }, 'tiny')).toThrow(/not in both/);
  });
});
