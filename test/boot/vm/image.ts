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

/** What makes SELinux deny what its policy does not allow, from the first process on. */
const enforced = {
  packages: ['selinux-policy-default', 'selinux-utils', 'policycoreutils'],
  files: [{ path: 'etc/selinux/config', content: 'SELINUX=enforcing\nSELINUXTYPE=default\n' }],
};

export interface VmImage {
  /** Folder with `disk`, `vmlinuz` and `initrd`. */
  readonly folder: string;
  /** Added to the kernel's command line. */
  readonly kernelOptions: string;
}

/** A virtual machine's image, built if it isn't in the cache. @param selinux enforcing, its files labeled by the policy */
export async function vmImage({ selinux = false } = {}): Promise<VmImage> {
  const { mirror, packages, release } = await recipeHere();
  const extra = selinux ? enforced : { packages: [], files: [] };
  const kept = packages.filter((name) => !without.has(name));
  const chosen = [...kept, ...more, ...extra.packages].join(',');
  const files = [...imageFiles, ...vmFiles, ...extra.files];
  const folder = await cached('vm', [build, release, mirror, chosen, files], async (made, workFolder) => {
    const added = path.join(workFolder, 'files');
    await writeFiles(added, files);
    await runBuild(build, [made, release, mirror, chosen, added, workFolder]);
  });
  return { folder, kernelOptions: selinux ? 'security=selinux selinux=1 enforcing=1' : '' };
}
