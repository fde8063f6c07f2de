export { compiledStep } from './compiledStep';
export type { TrainingData } from './data';
export { eagerStep } from './eagerStep';
export { fastestStep } from './fastestStep';
export type { LossFunction, Objective } from './objective';
export type { RunOptions, RunPlace, TrainOptions, Validation } from './options';
export { PAPER_TRAINING, RECIPES, type Recipe, type RecipeName, recipeFor } from './recipes';
export {
  type Best,
  DivergedError,
  type StepReport,
  type TrainingRun,
  type ValidationReport,
} from './reports';
export * from './run';
export { type LearningRate, learningRateAt, type Schedule } from './schedule';
export { train } from './train';
export type { MakeStep, StepResult, StepSettings, StepState, TrainingStep } from './trainingStep';
export { type ValidateOptions, validateOn } from './validateOn';
