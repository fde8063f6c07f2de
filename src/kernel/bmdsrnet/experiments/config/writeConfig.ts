import path from 'node:path';
import { environment } from '../../environment';
import type { RestorationNetwork } from '../../types';
import { writeJson } from '../experimentFolder';

/** Writes the `config.json` of what is done in one go: what was asked for, when, and what computes it. */
export async function writeConfig(folder: string, asked: Record<string, unknown>): Promise<void> {
  await writeJson(path.join(folder, 'config.json'), {
    version: 1,
    created: new Date().toISOString(),
    ...asked,
    environment: environment(),
  });
}

/** What a network says about itself; plain data. */
export function describeNetwork({ name, scale, metadata = {} }: RestorationNetwork): {
  name: string;
  scale: number;
  metadata: Readonly<Record<string, string>>;
} {
  return { name, scale, metadata };
}
