import type { World } from '../world';
import { markAsSweep } from './mark-as-sweep';
import { documentNamed } from './sweep-file';

/** Makes the file of the editor a sweep file by a mark that stays with it. */
export async function treatAsSweepFile(world: World, argument: unknown): Promise<void> {
  const document = await documentNamed(argument);
  if (document === undefined || world.sweepFiles.isSweep(document)) return;
  await markAsSweep(document);
}
