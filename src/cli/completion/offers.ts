import type { Argument, Command, Option } from 'commander';
import { latest } from '../reference';

/** Something that can be typed next. */
export interface Offer {
  readonly value: string;
  readonly description?: string;
}

/** What a shell adds on its own: names of files or of folders. */
export type PathKind = 'files' | 'folders';

export interface Offers {
  readonly offers: readonly Offer[];
  readonly paths?: PathKind;
}

/** Sweeps that this machine knows, and their runs. */
export interface KnownNames {
  /** Newest first. */
  sweeps(): Promise<readonly string[]>;
  /** In the order of the file; empty for an unknown sweep. */
  runs(sweepId: string): Promise<readonly string[]>;
}

/**
 * What can follow.
 * @param words of the command line after the program, complete ones, and last the one that is being typed (or an empty text)
 */
export async function completionOf(
  program: Command,
  words: readonly string[],
  known: KnownNames,
): Promise<Offers> {
  const typed = words.at(-1) ?? '';
  const place = placeIn(program, words.slice(0, -1));
  if (place === undefined) return { offers: [] };
  const assigned = /^(--[\w-]+)=(.*)$/s.exec(typed);
  if (assigned !== null && !place.onlyArguments) {
    const [, name = '', value = ''] = assigned;
    const found = place.options.find(({ long }) => long === name);
    const values = found === undefined ? { offers: [] } : await valuesOf(found, place, value, known);
    const offers = values.offers.map((one) => ({ ...one, value: `${name}=${one.value}` }));
    return starting(typed, { ...values, offers });
  }
  if (place.awaiting !== undefined)
    return starting(typed, await valuesOf(place.awaiting, place, typed, known));
  if (typed.startsWith('-') && !place.onlyArguments) return starting(typed, { offers: optionsIn(place) });
  const argument = await argumentValues(place, typed, known);
  const commands = place.arguments.length > 0 ? [] : commandsIn(place.command);
  return starting(typed, { ...argument, offers: [...commands, ...argument.offers] });
}

const starting = (typed: string, { offers, ...rest }: Offers): Offers => ({
  ...rest,
  offers: offers.filter(({ value }) => value.startsWith(typed)),
});

/** Where in the grammar a word is. */
interface Place {
  readonly command: Command;
  /** Options that the command takes, those of the program too. */
  readonly options: readonly Option[];
  readonly used: ReadonlySet<Option>;
  /** The option whose value is typed. */
  readonly awaiting?: Option | undefined;
  /** Words of the command that aren't options. */
  readonly arguments: readonly string[];
  /** After `--`. */
  readonly onlyArguments: boolean;
}

/** Undefined where the words belong to another program. */
function placeIn(program: Command, words: readonly string[]): Place | undefined {
  let command = program;
  const own: string[] = [];
  const used = new Set<Option>();
  let awaiting: Option | undefined;
  let onlyArguments = false;
  for (const word of words) {
    if (awaiting !== undefined) awaiting = undefined;
    else if (word === '--') onlyArguments = true;
    else if (!onlyArguments && word.startsWith('-')) {
      const [name = ''] = word.split('=');
      const option = optionsOf(program, command).find(({ long, short }) => long === name || short === name);
      if (option === undefined) continue;
      used.add(option);
      if (option.required && !word.includes('=')) awaiting = option;
    } else {
      const inner = own.length > 0 ? undefined : command.commands.find((one) => one.name() === word);
      if (inner === undefined) own.push(word);
      else command = inner;
    }
    // `local aws WORDS…`
    if (takesForeignWords(command)) return undefined;
  }
  return { command, options: optionsOf(program, command), used, awaiting, arguments: own, onlyArguments };
}

const takesForeignWords = (command: Command): boolean => command.name() === 'aws';

const optionsOf = (program: Command, command: Command): readonly Option[] => [
  ...new Set([...command.options, ...program.options]),
];

const optionsIn = ({ command, options, used }: Place): readonly Offer[] => [
  ...options
    .filter(
      (option) =>
        !option.hidden && (!used.has(option) || option.variadic || Array.isArray(option.defaultValue)),
    )
    .map(({ description, long }) => ({ value: long ?? '', description })),
  ...(command
    .createHelp()
    .visibleOptions(command)
    .some(({ long }) => long === '--help')
    ? [{ value: '--help', description: 'show help for a command' }]
    : []),
];

const commandsIn = (command: Command): readonly Offer[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), description: one.description() }));

async function valuesOf(option: Option, place: Place, typed: string, known: KnownNames): Promise<Offers> {
  if (option.argChoices !== undefined) return { offers: option.argChoices.map((value) => ({ value })) };
  const [, kind = ''] = /<([\w-]+)>/.exec(option.flags) ?? [];
  return namesOf(kind, place, typed, known);
}

async function argumentValues(place: Place, typed: string, known: KnownNames): Promise<Offers> {
  const declared: readonly Argument[] = place.command.registeredArguments;
  const last = declared.at(-1);
  const argument = declared[place.arguments.length] ?? (last?.variadic ? last : undefined);
  if (argument === undefined) return { offers: [] };
  if (argument.argChoices !== undefined) return { offers: argument.argChoices.map((value) => ({ value })) };
  return namesOf(argument.name(), place, typed, known);
}

/** By what the grammar calls it. */
async function namesOf(kind: string, place: Place, typed: string, known: KnownNames): Promise<Offers> {
  switch (kind) {
    case 'file':
      return { offers: [], paths: 'files' };
    case 'folder':
      return { offers: [], paths: 'folders' };
    case 'run': {
      const [sweep = ''] = place.arguments;
      return { offers: (await runsOf(sweep, known)).map((value) => ({ value })) };
    }
    case 'sweep-id':
    case 'id':
    case 'instance':
      return { offers: await references(kind, typed, known) };
    default:
      return { offers: [] };
  }
}

/** A sweep, or where the command takes one a run of a sweep, once a slash is typed. */
async function references(kind: string, typed: string, known: KnownNames): Promise<readonly Offer[]> {
  const slash = typed.indexOf('/');
  if (slash >= 0) {
    if (kind === 'sweep-id') return [];
    const sweep = typed.slice(0, slash);
    return (await runsOf(sweep, known)).map((run) => ({ value: `${sweep}/${run}` }));
  }
  return [latest, ...(await known.sweeps())].map((value) => ({
    value: kind === 'instance' ? `${value}/` : value,
  }));
}

async function runsOf(sweep: string, known: KnownNames): Promise<readonly string[]> {
  const id = sweep === latest ? (await known.sweeps())[0] : sweep;
  return id === undefined ? [] : known.runs(id);
}
