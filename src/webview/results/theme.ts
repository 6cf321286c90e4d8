import type { Palette } from './palette';
import type { Ground } from './view-state';

/** Colors for a picture on paper, regardless of the editor's theme. */
const onPaper: Readonly<Record<string, string>> = {
  '--vscode-foreground': '#333333',
  '--vscode-descriptionForeground': '#717171',
  '--vscode-panel-border': '#d4d4d4',
  '--vscode-editor-background': '#ffffff',
  '--best': '#c4540a',
};

export function paletteNow(ground: Ground = 'theme'): Palette {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string): string =>
    (ground === 'light' ? onPaper[name] : style.getPropertyValue(name).trim()) || otherwise;
  const dark =
    ground === 'theme' &&
    !document.body.classList.contains('vscode-light') &&
    !document.body.classList.contains('vscode-high-contrast-light');
  return {
    // A canvas knows no `inherit`. Without quotes: the SVG renderer puts the names into an attribute as they are.
    font: style.fontFamily.replaceAll(/["']/g, ''),
    foreground: color('--vscode-foreground', dark ? '#cccccc' : '#333333'),
    muted: color('--vscode-descriptionForeground', dark ? '#9d9d9d' : '#717171'),
    line: color('--vscode-panel-border', dark ? '#444444' : '#d4d4d4'),
    background: color('--vscode-editor-background', dark ? '#1e1e1e' : '#ffffff'),
    point: dark ? '#46a3b8' : '#277f8e',
    // Okabe and Ito's colors, which color-blind readers can distinguish, without those that have too little contrast
    // with the background. Orange is reserved for the best run.
    classes: dark
      ? ['#56b4e9', '#e58fbf', '#2fc89f', '#f0e442', '#b9a7ff', '#ff7f50', '#c0c0c0']
      : ['#0072b2', '#aa4499', '#009e73', '#8a6d00', '#332288', '#882255', '#6b6b6b'],
    best: color('--best', dark ? '#ffad33' : '#c4540a'),
    // Viridis, whose steps can be distinguished in print and by color-blind readers; lightened or truncated for
    // contrast with the background.
    ramp: dark
      ? ['#8b7fe0', '#6a8fd0', '#46a3b8', '#35b78f', '#5ecf7f', '#a8de4a', '#fde725']
      : ['#440154', '#46327e', '#365c8d', '#277f8e', '#1fa187', '#4ac16d', '#a0c020'],
  };
}

/** Calls back whenever VS Code changes its theme. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
