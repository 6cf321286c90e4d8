import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { tellFailure } from '../failures';
import { namesOfOne, namesOfSeveral } from './command-ids';
import type { Services } from './services';

/** Registers every command; what they do is loaded with the first one. What goes wrong in one is told once, here. */
export function registerCommands(services: Services): Disposables {
  const registered = new Disposables();
  const register = (name: string, run: (argument: unknown, chosen: unknown) => Promise<void>): void => {
    const guarded = async (argument?: unknown, chosen?: unknown): Promise<void> => {
      try {
        await run(argument, chosen);
      } catch (error) {
        await tellFailure(error, services.log);
      }
    };
    registered.track(vscode.commands.registerCommand(`spawn.${name}`, guarded));
  };
  for (const name of namesOfOne) {
    register(name, async (argument) => (await import('./commands')).table[name](services, argument));
  }
  for (const name of namesOfSeveral) {
    register(name, async (argument, chosen) => {
      // A tree says which rows are chosen only where the one it was asked on is among several.
      const all = Array.isArray(chosen) && chosen.length > 0 ? chosen : [argument];
      await (await import('./commands')).ofSeveral[name](services, all);
    });
  }
  return registered;
}
