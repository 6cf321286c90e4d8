import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import build from './build.sh';
import { cached, longestBuildMs } from './cache';
import { writeFiles } from './image-files';
import { NoContainers } from './no-containers';
import { shiftOwners } from './owners';
import type { Recipe } from './recipe';

const run = promisify(execFile);

/** The first host user and group ID for root and other users of a container, and the number of IDs. No one else has them. */
export const firstId = 1_879_113_728;

/**
 * The folder with the image of a recipe. Builds it from Debian packages if it doesn't exist, which takes a minute or
 * more.
 * @param building called before a build
 * @throws NoContainers with the error
 */
export const imageFor = (recipe: Recipe, building: () => void): Promise<string> =>
  cached('image', [recipe, build, firstId], async (tree, workFolder) => {
    building();
    const files = path.join(workFolder, 'files');
    await writeFiles(files, recipe.files);
    await runBuild(build, [tree, recipe.release, recipe.mirror, recipe.packages.join(','), files]);
    await shiftOwners(tree, firstId);
  });

/** Runs a shell script that builds something. @throws NoContainers with its last output */
export async function runBuild(script: string, words: readonly string[]): Promise<void> {
  try {
    await run('/bin/sh', ['-c', script, 'build', ...words], {
      timeout: longestBuildMs,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    const why = said.split('\n').at(-1) || (error instanceof Error ? error.message : String(error));
    throw new NoContainers(
      `The image for containers could not be built from Debian's packages (${why}). Nothing was launched; try again, or start the local cloud without --compute container.`,
    );
  }
}
