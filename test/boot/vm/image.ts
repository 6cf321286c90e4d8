import path from 'node:path';
import { cached } from '../../../src/local/compute/container/cache';
import { runBuild } from '../../../src/local/compute/container/image';
import { imageFiles, writeFiles } from '../../../src/local/compute/container/image-files';
import { recipeHere } from '../../../src/local/compute/container/recipe';
import build from './build.sh';
import { vmFiles } from './files';

/** As containers have them, and a kernel; without what no script here asks for. */
const more = ['linux-image-cloud-amd64', 'initramfs-tools', 'kmod', 'udev', 'e2fsprogs'];
const without = new Set(['awscli', 'rsync', 'less', 'needrestart']);

/** The folder with `disk`, `vmlinuz` and `initrd` of a virtual machine, built where it is not there yet. */
export async function vmImage(): Promise<string> {
  const { mirror, packages, release } = await recipeHere();
  const chosen = [...packages.filter((name) => !without.has(name)), ...more].join(',');
  const files = [...imageFiles, ...vmFiles];
  return cached('vm', [build, release, mirror, chosen, files], async (made, workFolder) => {
    const folder = path.join(workFolder, 'files');
    await writeFiles(folder, files);
    await runBuild(build, [made, release, mirror, chosen, folder, workFolder]);
  });
}
