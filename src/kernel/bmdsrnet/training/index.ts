export { RECIPES, type Recipe, type RecipeName } from './recipes';
export {
  DivergedError,
  type StepReport,
  type TrainingData,
  type TrainingRun,
  type TrainOptions,
  train,
  type ValidationReport,
} from './train';
