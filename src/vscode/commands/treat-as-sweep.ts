import { markAsSweep } from './mark-as-sweep';
import type { Services } from './services';
import { documentNamed } from './sweep-file';

/** Marks the file in the editor as a sweep file, permanently. */
export async function treatAsSweepFile(services: Services, argument: unknown): Promise<void> {
  const document = await documentNamed(argument);
  if (document === undefined || services.sweepFiles.isSweep(document)) return;
  await markAsSweep(document);
}
