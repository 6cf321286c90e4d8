import * as nodeModule from 'node:module';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Makes Node cache the compiled form of the command's files, if it can (22.8 and newer): a command that uses AWS takes
 * a sixth less CPU time. The cache is in the user's own cache folder: Node's default folder is one in which other users
 * could put code. https://nodejs.org/api/module.html#moduleenablecompilecachecachedir
 *
 * @param enable `module.enableCompileCache` of this Node; it has no effect if it can't write
 */
export function keepCompiled(
  environment: Environment,
  enable: unknown = Reflect.get(nodeModule, 'enableCompileCache'),
): void {
  const { HOME: home, NODE_COMPILE_CACHE: chosen, XDG_CACHE_HOME: cache } = environment;
  if (typeof enable !== 'function' || chosen !== undefined) return;
  const base = isUsable(cache) ? cache : isUsable(home) ? join(home, '.cache') : undefined;
  if (base !== undefined) enable(join(base, 'spawn', 'compiled'));
}

const isUsable = (folder: string | undefined): folder is string => folder !== undefined && isAbsolute(folder);
