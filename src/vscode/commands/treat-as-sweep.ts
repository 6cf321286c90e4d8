import { markAsSweep } from './mark-as-sweep';
import type { Services } from './services';
import { documentNamed } from './sweep-file';

/** Makes the file of the editor a sweep file by a mark that stays with it. */
export async function treatAsSweepFile(services: Services, argument: unknown): Promise<void> {
  const document = await documentNamed(argument);
  if (document === undefined || services.sweepFiles.isSweep(document)) return;
  await markAsSweep(document);
}
