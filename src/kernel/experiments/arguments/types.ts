import type {
  AblationOptions,
  ComparisonOptions,
  FolderDataOptions,
  ProceduralExperiment,
  ProtocolName,
  Scale,
} from '../../bmdsrnet';

/** What `--data` and what belongs to it say. */
export type DataArguments =
  | { procedural: ProceduralExperiment }
  | { folder: string; options: FolderDataOptions };

/** Images of another program: `--results NAME=FOLDER`. */
export interface ResultsArgument {
  name: string;
  folder: string;
}

/** Files that are read once the backend has started. */
export interface FileArguments {
  vgg19?: string;
  lpips?: string;
}

export type Arguments =
  | { command: 'help' }
  | { command: 'ablation'; data: DataArguments; files: FileArguments; options: AblationOptions }
  | {
      command: 'compare';
      data: DataArguments;
      files: FileArguments;
      options: ComparisonOptions;
      results: ResultsArgument[];
    }
  | {
      command: 'figures';
      weights: string[];
      images: string[];
      data: DataArguments;
      options: { out?: string; samples?: number[]; protocol?: ProtocolName };
      results: ResultsArgument[];
    }
  | {
      command: 'restore';
      weights: string;
      inputs: string[];
      options: { out?: string; frames: boolean; maxBytes?: number };
    }
  | { command: 'synthesise'; data: DataArguments; scales: Scale[]; out: string };
