/** Text of unknown origin in a notification, where VS Code makes a link of `[words](command:…)`: shown as it is, and no link. */
export const unlinked = (text: string): string => text.replaceAll('](', ']\u200b(');
