import { t } from '@vscode/l10n';
import type { LeftBehind, Obstacle } from './surroundings';

/** Files that aren't uploaded, as the end of a sentence: `3 links that lead out of the folder (a, b, c)`; undefined if there are none. */
export function leftBehindText({ examples, ignored, obstacles }: LeftBehind): string | undefined {
  const parts: string[] = [];
  for (const kind of knownObstacles) {
    const paths = obstacles.flatMap(({ obstacle, path }) => (obstacle === kind ? [path] : []));
    if (paths.length > 0) parts.push(`${countOf(kind, paths.length)} (${shortList(paths, paths.length)})`);
  }
  if (ignored > 0)
    parts.push(
      `${ignored === 1 ? t('1 git-ignored file') : t('{0} git-ignored files', figure(ignored))} (${shortList(examples, ignored)})`,
    );
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** The same, including caches that runs don't need. */
export function leftBehindInFull(left: LeftBehind): string | undefined {
  const parts = [
    leftBehindText(left),
    left.caches === 0 ? undefined : t('caches and environments that git ignores: {0}', figure(left.caches)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

const knownObstacles: readonly Obstacle[] = ['outside', 'nowhere', 'circle', 'special', 'unreadable'];

function countOf(obstacle: Obstacle, count: number): string {
  const one = count === 1;
  const n = figure(count);
  switch (obstacle) {
    case 'outside':
      return one
        ? t('1 link that points outside the folder')
        : t('{0} links that point outside the folder', n);
    case 'nowhere':
      return one ? t('1 broken link') : t('{0} broken links', n);
    case 'circle':
      return one ? t('1 circular link') : t('{0} circular links', n);
    case 'special':
      return one ? t('1 socket, pipe, or device') : t('{0} sockets, pipes, or devices', n);
    case 'unreadable':
      return one ? t("1 entry that can't be read") : t("{0} entries that can't be read", n);
  }
}

const figure = (count: number): string => count.toLocaleString('en');

function shortList(paths: readonly string[], count: number): string {
  const shown = paths.slice(0, 3);
  return [...shown, ...(count > shown.length ? ['…'] : [])].join(', ');
}
