import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { tellFailure } from '../failures';
import { removedRow } from '../sidebar/called-on';
import { namesOfOne, namesOfSeveral } from './command-ids';
import type { Services } from './services';

/** Registers every command; their code is loaded with the first one. Errors of a command are shown once, here. */
export function registerCommands(services: Services): Disposables {
  const registered = new Disposables();
  const register = (name: string, run: (argument: unknown, chosen: unknown) => Promise<void>): void => {
    const guarded = async (...passed: readonly unknown[]): Promise<void> => {
      // The palette passes nothing. A menu always passes its row: null or undefined once VS Code no longer knows it.
      const [argument, chosen] = passed.map((one) => one ?? removedRow);
      try {
        await run(argument, chosen === removedRow ? undefined : chosen);
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
      const several = Array.isArray(chosen) && chosen.length > 0;
      const rows: readonly unknown[] = several ? chosen.map((one) => one ?? removedRow) : [argument];
      await (await import('./commands')).ofSeveral[name](services, rows);
    });
  }
  return registered;
}
