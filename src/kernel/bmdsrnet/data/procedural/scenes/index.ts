import { chart } from './chart';
import { foliage } from './foliage';
import { hills } from './hills';
import { poster } from './poster';
import { shelf } from './shelf';
import { skyline } from './skyline';
import type { Scene } from './stage';
import { stones } from './stones';
import { wall } from './wall';

/** Every kind of scene; they are drawn equally often. */
export const scenes: readonly Scene[] = [stones, foliage, skyline, poster, shelf, chart, wall, hills];
export type { Stage } from './stage';
