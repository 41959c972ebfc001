/** What the judge and the process that runs its model say to each other. */
import type { ModelFolder } from './model-folder.ts';

/** What the process is told: first which model, then what to judge. */
export type ProcessOrder =
  | Readonly<{ kind: 'load'; folder: ModelFolder }>
  | Readonly<{ kind: 'judge'; id: number; texts: readonly string[] }>;

export type ProcessMessage =
  | Readonly<{ kind: 'ready' }>
  | Readonly<{ kind: 'unfit'; reason: 'package-missing' | 'model-unloadable'; message: string }>
  /** For each text the model's raw numbers, one for each of its labels. */
  | Readonly<{ kind: 'judged'; id: number; logits: readonly (readonly number[])[] }>
  | Readonly<{ kind: 'failed'; id: number; message: string }>;

/** The package that runs the model. It is none of Vigie's own: whoever plugs a model in installs it. */
export const RUNNER_PACKAGE = '@huggingface/transformers';
