import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { tellFailure } from '../failures';
import { namesOfOne, namesOfSeveral } from './command-ids';
import type { Services } from './services';

/** Registers every command; their code is loaded with the first one. Errors of a command are shown once, here. */
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
      // A tree passes the selected rows only if the clicked row is one of several.
      const all = Array.isArray(chosen) && chosen.length > 0 ? chosen : [argument];
      await (await import('./commands')).ofSeveral[name](services, all);
    });
  }
  return registered;
}
